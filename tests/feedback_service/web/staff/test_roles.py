"""Every route under /staff against every role. A route that is not in the matrix here fails."""

import httpx
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from feedback_service import accounts
from feedback_service.storage.scope import EVERYTHING
from feedback_service.web.staff.guards import Allow
from feedback_service.web.staff.roles import AREAS
from tests.feedback_service.web.staff.conftest import Hire, SignIn

OPEN = {
    "staff_sign_in_page",
    "staff_sign_in",
    "staff_second_step_page",
    "staff_second_step",
    "staff_passkey_options",
    "staff_passkey_in",
    "staff_sso",
    "staff_sso_back",
    "staff_welcome_page",
    "staff_welcome",
}
ALL = set(accounts.ROLES)
READERS = {"practitioner", "reviewer", "safeguarding", "manager"}
TABLETS = {"practitioner", "manager", "administrator"}
MATRIX = {
    "staff_actions": READERS,
    "staff_new_action": {"practitioner", "manager"},
    "staff_make_action": {"practitioner", "manager"},
    "staff_action": READERS,
    "staff_change_action": {"practitioner", "manager"},
    "staff_settle_action": {"practitioner", "manager"},
    "staff_reopen_action": {"practitioner", "manager"},
    "staff_show_action": {"manager"},
    "staff_jobs": {"manager", "administrator"},
    "staff_try_jobs": {"manager", "administrator"},
    "staff_run_reports": {"manager", "administrator"},
    "staff_indicators": {"reviewer", "manager"},
    "staff_import_indicators": {"reviewer", "manager"},
    "staff_remove_indicator": {"reviewer", "manager"},
    "staff_sign_out": ALL,
    "staff_account": ALL,
    "staff_end_sessions": ALL,
    "staff_password_page": ALL,
    "staff_password": ALL,
    "staff_begin_codes": ALL,
    "staff_codes_page": ALL,
    "staff_codes_picture": ALL,
    "staff_confirm_codes": ALL,
    "staff_remove_codes": ALL,
    "staff_new_recovery": ALL,
    "staff_add_passkey_options": ALL,
    "staff_add_passkey": ALL,
    "staff_remove_passkey": ALL,
    "staff_prove_page": ALL,
    "staff_prove": ALL,
    "staff_access": {"safeguarding", "manager", "administrator", "auditor"},
    "staff_audit": {"administrator", "auditor"},
    "staff_check_audit": {"administrator", "auditor"},
    "staff_export_audit": {"administrator", "auditor"},
    "staff_desk": ALL,
    "staff_reading_list": READERS,
    "staff_receipt": READERS,
    "staff_find_receipt": READERS,
    "staff_submission": READERS,
    "staff_hear_recording": READERS,
    "staff_mark_read": READERS,
    "staff_mark_unread": READERS,
    "staff_set_theme": {"practitioner", "reviewer", "manager"},
    "staff_remove_theme": {"practitioner", "reviewer", "manager"},
    "staff_undo_theme": {"practitioner", "reviewer", "manager"},
    "staff_asks": READERS,
    "staff_ask": READERS,
    "staff_make_ask": READERS,
    "staff_answer_ask": READERS,
    "staff_replies": {"practitioner", "safeguarding", "manager"},
    "staff_reply": {"practitioner", "safeguarding", "manager"},
    "staff_correction": {"practitioner", "safeguarding", "manager"},
    "staff_correct": {"practitioner", "safeguarding", "manager"},
    "staff_removals": {"safeguarding", "manager"},
    "staff_settle_removal": {"safeguarding", "manager"},
    "staff_rights": {"safeguarding", "manager", "administrator"},
    "staff_holds": {"safeguarding", "manager"},
    "staff_set_hold": {"safeguarding", "manager"},
    "staff_end_hold": {"safeguarding", "manager"},
    "staff_case_record": {"safeguarding", "manager"},
    "staff_confirm_case_record": {"safeguarding", "manager"},
    "staff_copies": {"safeguarding", "manager"},
    "staff_choose_copy": {"safeguarding", "manager"},
    "staff_check_copy": {"safeguarding", "manager"},
    "staff_give_copy": {"safeguarding", "manager"},
    "staff_erased": {"safeguarding", "manager"},
    "staff_kept": {"safeguarding", "manager"},
    "staff_change_kept": {"safeguarding", "manager"},
    "staff_concerns": {"safeguarding", "manager"},
    "staff_concern_seen": {"safeguarding", "manager"},
    "staff_concern": {"safeguarding", "manager"},
    "staff_decide_concern": {"safeguarding", "manager"},
    "staff_make_urgent": {"safeguarding", "manager"},
    "staff_raise": READERS,
    "staff_raise_concern": READERS,
    "staff_rota": {"safeguarding", "manager"},
    "staff_add_shift": {"safeguarding", "manager"},
    "staff_cancel_shift": {"safeguarding", "manager"},
    "staff_notices": {"safeguarding", "manager", "administrator"},
    "staff_retry_notice": {"safeguarding", "manager", "administrator"},
    "staff_drill": {"safeguarding", "manager"},
    "staff_begin_drill": {"safeguarding", "manager"},
    "staff_links": {"practitioner", "manager"},
    "staff_make_link": {"practitioner", "manager"},
    "staff_family_links": {"practitioner", "manager"},
    "staff_make_family_links": {"practitioner", "manager"},
    "staff_revoke_link": {"practitioner", "manager"},
    "staff_recordings": TABLETS | {"designer"},
    "staff_record": TABLETS | {"designer"},
    "staff_remove_recording": TABLETS | {"designer"},
    "staff_tablets": TABLETS,
    "staff_add_tablet": TABLETS,
    "staff_tablet": TABLETS,
    "staff_change_tablet": TABLETS,
    "staff_tablet_code": TABLETS,
    "staff_ask_revoke_tablet": TABLETS,
    "staff_revoke_tablet": TABLETS,
    "staff_sealed_file": TABLETS,
    "staff_import_sealed": TABLETS,
    "staff_workers": {"administrator"},
    "staff_change_worker": {"administrator"},
    "staff_add_worker_page": {"administrator"},
    "staff_add_worker": {"administrator"},
    "staff_worker": {"administrator"},
    "staff_set_worker": {"administrator"},
    "staff_invite_worker": {"administrator"},
    "staff_reset_factors": {"administrator"},
    "staff_forms": ALL,
    "staff_form_preview": ALL,
    "staff_machine": READERS,
    "staff_pause_machine": {"manager"},
    "staff_resume_machine": {"manager"},
    "staff_learn": {"manager"},
    "staff_candidates": {"practitioner", "reviewer", "manager"},
    "staff_decide_candidate": {"reviewer", "manager"},
    "staff_themes": READERS,
    "staff_theme": READERS,
    "staff_theme_answers": READERS,
    "staff_codebook": READERS | {"designer"},
    "staff_codebook_change": READERS | {"designer"},
    "staff_codebook_theme": {"reviewer", "manager"},
    "staff_propose_theme": {"reviewer", "manager"},
    "staff_codebook_back": {"reviewer", "manager"},
    "staff_decide_codebook": {"reviewer", "manager"},
    "staff_second_reading": {"practitioner", "reviewer", "manager"},
    "staff_keep_second_reading": {"practitioner", "reviewer", "manager"},
    "staff_agreement": READERS,
    "staff_reports": {"reviewer", "safeguarding", "manager"},
    "staff_make_report": {"reviewer", "manager"},
    "staff_report": {"reviewer", "safeguarding", "manager"},
    "staff_remove_quote": {"reviewer", "manager"},
    "staff_approve_report": {"manager"},
    "staff_look_at_quotes": {"reviewer", "manager"},
    "staff_publish_report": {"manager"},
    "staff_correct_report": {"reviewer", "manager"},
    "staff_report_words": {"reviewer", "manager"},
    "staff_write_report": {"reviewer", "manager"},
    "staff_report_evidence": {"reviewer", "safeguarding", "manager"},
    "staff_report_html": {"reviewer", "safeguarding", "manager"},
    "staff_report_pdf": {"reviewer", "safeguarding", "manager"},
    "staff_report_docx": {"reviewer", "safeguarding", "manager"},
    "staff_report_xlsx": {"reviewer", "safeguarding", "manager"},
    "staff_report_csv": {"reviewer", "safeguarding", "manager"},
    "staff_poster": READERS,
    "staff_poster_pdf": READERS,
    "staff_report_for_children": {"reviewer", "safeguarding", "manager"},
    "staff_report_for_children_file": {"reviewer", "safeguarding", "manager"},
    "staff_report_for_children_pdf": {"reviewer", "safeguarding", "manager"},
    "staff_report_charts": {"reviewer", "safeguarding", "manager"},
    "staff_report_chart": {"reviewer", "safeguarding", "manager"},
    **dict.fromkeys(("staff_subjects", "staff_find_subject", "staff_subject"), READERS),
    **dict.fromkeys(("staff_subject_file", "staff_search"), READERS),
    "staff_describe_subject": {"practitioner", "manager"},
    "staff_describe_unheard": {"practitioner", "manager"},
    "staff_unheard_subject": READERS,
    **dict.fromkeys(
        ("staff_run_search", "staff_save_view", "staff_open_view", "staff_change_view", "staff_rename_view"),
        READERS,
    ),
    "staff_delete_view": READERS,
    "staff_quotes": {"reviewer", "manager"},
    "staff_quote": {"reviewer", "manager"},
    "staff_check_quote": {"reviewer", "manager"},
}


def staff_handlers(app: Litestar) -> list[tuple[str, str, HTTPRouteHandler]]:
    """Method, address (with ids that nothing has) and handler of each staff route; signing out comes last."""
    found = []
    for route in app.routes:
        if isinstance(route, HTTPRoute) and f"{route.path}/".startswith("/staff/"):
            parts = (part if isinstance(part, str) else "none" for part in route.path_components)
            address = f"/{'/'.join(parts)}"
            found += [
                (method, address, one)
                for one in route.route_handlers
                for method in one.http_methods - {"OPTIONS"}
            ]
    return sorted(found, key=lambda each: "sign-out" in each[1])


async def test_every_route_is_in_the_matrix_and_no_other(app: Litestar) -> None:
    assert {str(one.operation_id) for _, _, one in staff_handlers(app)} == OPEN | set(MATRIX)


async def test_every_route_but_sign_in_declares_a_guard(app: Litestar) -> None:
    unguarded = {
        str(one.operation_id)
        for _, _, one in staff_handlers(app)
        if not any(isinstance(guard, Allow) for guard in one.guards or ())
    }
    assert unguarded == OPEN


async def test_without_a_session_every_route_but_sign_in_leads_to_sign_in(
    app: Litestar, client: httpx.AsyncClient
) -> None:
    for method, address, handler in staff_handlers(app):
        if handler.operation_id not in OPEN:
            answer = await client.request(method, address)
            assert answer.status_code == 303, address
            assert answer.headers["location"].startswith("/staff/sign-in"), address


@pytest.mark.parametrize("role", accounts.ROLES)
async def test_each_role_opens_what_the_matrix_says_and_nothing_else(
    app: Litestar, hire: Hire, sign_in: SignIn, role: str
) -> None:
    await hire(f"wide-{role}", role, EVERYTHING)
    browser = await sign_in(f"wide-{role}")
    for method, address, handler in staff_handlers(app):
        if handler.operation_id not in OPEN:
            fields = {"nothing": (None, "")} if method == "POST" else None
            answer = await browser.request(method, address, files=fields)
            refused = answer.status_code == 403
            assert refused == (role not in MATRIX[str(handler.operation_id)]), (address, answer.status_code)
            assert answer.status_code < 500


@pytest.mark.parametrize("role", accounts.ROLES)
async def test_the_navigation_shows_what_the_role_can_open(sign_in: SignIn, role: str) -> None:
    browser = await sign_in(role)
    desk = (await browser.get("/staff")).text
    for area in AREAS:
        shown = f'<li><a href="{area.href}"' in desk
        assert shown == ((await browser.get(area.href)).status_code == 200), area.href
