"""`python -m feedback_service`: the same as the command `feedback-service`."""

from feedback_service.cli import main

main()
