"""The bare framework: echoes a JSON body back, with nothing of ours around it."""

import sys
from typing import Any

import uvicorn
from litestar import Litestar, Request, Response, get, post


@post("/echo")
async def echo(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The body again."""
    return Response(await request.body(), media_type="application/json")


@get("/healthz")
async def health() -> str:
    """Ready."""
    return "ready"


if __name__ == "__main__":
    app = Litestar([echo, health], openapi_config=None)
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_level="warning")
