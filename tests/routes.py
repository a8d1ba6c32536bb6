"""Who may do what: every route, and what each role gets. `python -m tests.routes` gives docs/permissions.md.

`tests/test_routes.py` asks each of these of the real site, and fails for a route that has no line here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.management.base import OutputWrapper

ROLES = ("anonymous", "participant", "author", "moderator", "harvester", "editor", "administrator", "elsewhere")
STAFF = ("moderator", "harvester", "editor", "administrator")

OK, LOGIN, AWAY, REFUSED, ABSENT, NOT_SO, KEY = "yes", "sign in", "moved", "403", "404", "405", "key"
NOT_KNOWN = "401"
STATUS = {
    OK: (200, 302, 422),
    LOGIN: (302,),
    AWAY: (302,),
    REFUSED: (403,),
    ABSENT: (404,),
    NOT_SO: (405,),
    KEY: (401,),
    NOT_KNOWN: (401,),
}


def _who(default: str, **roles: str) -> dict[str, str]:
    return {role: roles.get(role, default) for role in ROLES}


def only(*roles: str, otherwise: str = REFUSED) -> dict[str, str]:
    """These roles may; others are refused, and somebody signed out is asked to sign in."""
    return _who(otherwise, anonymous=LOGIN) | dict.fromkeys(roles, OK)


EVERYBODY = _who(OK)
SIGNED_IN = _who(OK, anonymous=LOGIN)
STRANGERS = _who(AWAY, anonymous=OK)  # pages for signing in: who is signed in already goes to his space
ALL_BUT_AUTHOR = _who(OK, anonymous=LOGIN, author=REFUSED)
MODERATORS = only("moderator", "administrator")
HARVESTERS = only(*STAFF)
ANALYSTS = only("harvester", "editor", "administrator")
EDITORS = only("editor", "administrator")
NOBODY_MAY = only()
OF_ANOTHER = NOBODY_MAY | dict.fromkeys(("harvester", "editor", "administrator"), ABSENT)  # blind: it is not told
ADMINISTRATORS = only("administrator")
INVITED = _who(REFUSED, anonymous=OK, participant=OK)  # signed out: the page that asks to sign in
STAFF_SEES = _who(ABSENT) | dict.fromkeys(STAFF, OK)
STAFF_ACCEPTS = {**STAFF_SEES, "anonymous": LOGIN}
FILES_OF_DRAFTS = _who(ABSENT) | dict.fromkeys(("harvester", "editor", "administrator"), OK)
WITH_APPLICATION = _who(OK, anonymous=LOGIN, participant=ABSENT, author=ABSENT)  # staff has one
POSTED_ONLY = _who(NOT_SO, anonymous=LOGIN)  # an act: GET does nothing
BACK = _who(AWAY, anonymous=LOGIN)  # where signing in leads back to: the page of the text, nothing is done
NOBODY = _who(NOT_SO)
BY_KEY = _who(KEY)  # a session counts for nothing there (tests/api/test_writing.py asks with keys)
NOT_YET = _who(ABSENT)  # the same for all: tests of its own show it to everybody
GONE = _who(AWAY)  # steps of a flow that nobody here is in


@dataclass(frozen=True)
class Line:
    """One way to ask for one route. `on` names the object of the test's world that the address leads to."""

    route: str
    does: str
    who: Mapping[str, str]
    method: str = "GET"
    on: str = ""
    data: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.method} {self.route}{f' ({self.on})' if self.on else ''}"


def act(route: str, does: str, who: Mapping[str, str], *, on: str = "", **data: str) -> list[Line]:
    """Something that only POST does."""
    return [Line(route, does, who, "POST", on, data), Line(route, f"{does}, by a link", POSTED_ONLY, "GET", on)]


def form(route: str, does: str, who: Mapping[str, str], *, on: str = "", **data: str) -> list[Line]:
    """A page with its form."""
    return [Line(route, f"{does}: the form", who, "GET", on), Line(route, does, who, "POST", on, data)]


WORDS = {"title": "Un titre", "body": "Un texte"}
API = ("consultations", "themes", "questions", "natures", "contributions", "arguments", "versions")
API += ("ideas", "extracts", "syntheses", "rollups", "pages", "places")

SITE = [
    Line("home", "read the list of consultations", EVERYBODY),
    Line("accessibility", "read the accessibility statement", EVERYBODY),
    Line("legal", "read the legal notice", EVERYBODY),
    Line("site_charter", "read the charter of the site", EVERYBODY),
    Line("privacy", "read what is done of personal data", EVERYBODY),
    Line("set_language", "choose a language", EVERYBODY, "POST", data={"language": "en"}),
    Line("set_language", "choose a language, by a link", NOBODY),
    Line("api_docs", "read about the API", EVERYBODY),
    Line("api_docs", "write to the page of the API", NOBODY, "POST"),
    Line("robots", "read what search engines are asked to leave alone", EVERYBODY),
    Line("sitemap", "read the list of sitemaps", EVERYBODY),
    Line("consultation_sitemap", "read the pages of a consultation, for search engines", EVERYBODY),
    Line("consultation_sitemap", "read those of one that is not open to all", _who(ABSENT), on="private"),
    Line("contributions_sitemap", "read a stretch without public contributions", _who(ABSENT)),
    *form("share", "send a page to a contact", EVERYBODY, recipient="proche@exemple.invalid"),
    Line("share", "send a page of a consultation that is not open to all", _who(ABSENT), on="private"),
]
PEOPLE = [
    Line("my_space", "see one's own texts", SIGNED_IN),
    Line("drop_draft", "erase one's draft", only("author", otherwise=ABSENT), "POST", "own_draft"),
    Line("drop_draft", "erase one's draft, by a link", POSTED_ONLY, on="own_draft"),
    *form("where_from", "say where one speaks from", SIGNED_IN, name="Un nom", stakeholder="", commune=""),
    Line("acceptances", "see what one accepted", SIGNED_IN),
    *form("accept_terms", "accept what has changed", SIGNED_IN),
    Line("accept_terms", "accept what changed in one that is not open to all", STAFF_ACCEPTS, on="private"),
    Line("access_keys", "see one's access keys", SIGNED_IN),
    *form("new_access_key", "make an access key", SIGNED_IN, name="Un programme", days="90"),
    *act("revoke_access_key", "revoke an access key", only("author", otherwise=ABSENT), on="access_key"),
    Line("my_data", "see what is held on oneself", SIGNED_IN),
    *act("ask_personal_export", "ask for a copy of what is held on oneself", SIGNED_IN),
    Line("personal_export", "see how far one's copy is", only("author", otherwise=ABSENT), on="personal_export"),
    *act("retry_personal_export", "ask again for one's copy", only("author", otherwise=ABSENT), on="personal_export"),
    Line("personal_export_file", "fetch one's copy", _who(ABSENT, author=OK), on="personal_export"),
    *form("leave", "erase one's own account", SIGNED_IN, texts="keep"),
    Line("notices", "read what one was told", SIGNED_IN),
    *act("read_notices", "mark what one was told as read", SIGNED_IN),
    *form("notice_settings", "choose how often one is written to", SIGNED_IN, rhythm="weekly"),
    *act("stop_following", "stop following", _who(ABSENT, anonymous=LOGIN, author=OK), on="follow"),
    Line("unsubscribe", "see how to stop mails, from a mail", EVERYBODY),
    Line("unsubscribe", "stop mails, from a mail", EVERYBODY, "POST", data={"List-Unsubscribe": "One-Click"}),
    Line("account_login", "sign in: the form", STRANGERS),
    Line("account_login", "sign in", STRANGERS, "POST", data={"login": "x@exemple.invalid", "password": "x"}),
    Line("account_signup", "open an account: the form", STRANGERS),
    Line("account_signup", "open an account", STRANGERS, "POST", data={"email": "x@exemple.invalid"}),
    Line("account_logout", "sign out: the question", _who(OK, anonymous=AWAY)),
    Line("account_logout", "sign out", _who(OK, anonymous=AWAY), "POST"),
    Line("account_inactive", "read that an account is closed", EVERYBODY),
    *form("account_reauthenticate", "confirm one's password", SIGNED_IN, password="x"),
    *form("account_email", "change one's address", SIGNED_IN, email="x"),
    *form("account_change_password", "change one's password", SIGNED_IN, oldpassword="x"),
    Line("account_set_password", "set a first password", _who(AWAY, anonymous=LOGIN)),
    *form("account_reset_password", "ask for a new password", EVERYBODY, email="x@exemple.invalid"),
    Line("account_email_verification_sent", "confirm an address that awaits no code", GONE),
    Line("account_confirm_login_code", "confirm a code nobody was sent", GONE),
    Line("account_confirm_password_reset_code", "confirm a code nobody was sent", GONE),
    Line("account_complete_password_reset", "choose a password without a code", GONE),
    Line("account_password_reset_completed", "read that a password was changed", EVERYBODY),
    Line("account_request_login_code", "ask for a code by mail: the form", STRANGERS),
    Line(
        "account_request_login_code", "ask for a code by mail", STRANGERS, "POST", data={"email": "x@exemple.invalid"}
    ),
    Line("account_login_link", "follow the link of a mail", STRANGERS),
    Line("socialaccount_connections", "see one's identity providers", SIGNED_IN),
    Line("socialaccount_signup", "open an account for an identity that nobody gave", GONE),
    Line("socialaccount_login_cancelled", "read that a provider was left", EVERYBODY),
    Line("socialaccount_login_error", "read that a provider did not answer", _who(NOT_KNOWN)),
    Line("openid_connect_login", "leave for a provider that is not set up", _who(ABSENT)),
    Line("openid_connect_login", "leave for a provider that is not set up", _who(ABSENT), "POST"),
    Line("openid_connect_callback", "come back from a provider that is not set up", _who(ABSENT)),
    Line("mfa_index", "see what protects one's account", SIGNED_IN),
    Line("mfa_authenticate", "give a second factor that nobody awaits", GONE),
    *form("mfa_reauthenticate", "confirm with a code that it is oneself", SIGNED_IN, code="000000"),
    *form("mfa_reauthenticate_webauthn", "confirm with a passkey that it is oneself", SIGNED_IN, credential="{}"),
    *form("mfa_activate_totp", "link an application of codes", SIGNED_IN, code="000000"),
    *form("mfa_deactivate_totp", "unlink an application of codes", WITH_APPLICATION),
    Line("mfa_list_webauthn", "see one's passkeys", SIGNED_IN),
    *form("mfa_add_webauthn", "add a passkey", SIGNED_IN, credential="{}"),
    *form(
        "mfa_edit_webauthn",
        "rename one's passkey, once it is confirmed who asks",
        SIGNED_IN,
        on="silent",
        name="Un nom",
    ),
    *form("mfa_remove_webauthn", "remove one's passkey, once it is confirmed who asks", SIGNED_IN, on="silent"),
    Line("mfa_login_webauthn", "sign in with a passkey: its question", GONE),
    Line("mfa_login_webauthn", "sign in with a passkey", GONE, "POST", data={"credential": "{}"}),
    Line("mfa_view_recovery_codes", "see recovery codes that one has not", _who(ABSENT, anonymous=LOGIN)),
    Line("mfa_download_recovery_codes", "download recovery codes that one has not", _who(ABSENT, anonymous=LOGIN)),
    *form("mfa_generate_recovery_codes", "make new recovery codes", SIGNED_IN),
]
MISSION = [
    Line("mission", "read about the mission", EVERYBODY),
    Line("mission_agenda", "read the agenda of visits", EVERYBODY),
    Line("mission_contact", "read how to write to the mission", EVERYBODY),
    Line("mission_page", "read a page", EVERYBODY, on="pages"),
    Line(
        "mission_page",
        "read a draft",
        _who(ABSENT) | dict.fromkeys(("editor", "administrator"), OK),
        on="draft_page",
    ),
    Line("charter", "read the charter", EVERYBODY),
    Line("charter", "read that of a consultation that is not open to all", STAFF_SEES, on="private"),
    Line("method", "read about the method", EVERYBODY),
    Line("consultation_legal", "read the legal notice of a consultation", EVERYBODY),
    Line("consultation_privacy", "read what a consultation does of personal data", EVERYBODY),
    Line("consultation_accessibility", "read the accessibility statement of a consultation", EVERYBODY),
    Line("site_map", "read the plan of a consultation", EVERYBODY),
    Line("site_map", "read that of one that is not open to all", STAFF_SEES, on="private"),
    Line("pages_desk", "see the pages and their drafts", EDITORS),
    *form("new_page", "write a page", EDITORS, title="Un titre", body="Un texte"),
    *form("edit_page", "change a page", EDITORS, on="pages", title="Un titre", body="Un texte", revision="1"),
    *form("edit_page", "change the charter", ADMINISTRATORS, on="charter", title="Un titre", body="Un texte"),
    *act("withdraw_page", "withdraw the charter", ADMINISTRATORS, on="charter"),
    *act("page_preview", "see a page as it will be read", EDITORS, body="Un texte"),
    *act("withdraw_page", "withdraw a page", EDITORS, on="pages"),
]
DEBATE = [
    Line("consultation", "read a consultation", EVERYBODY),
    Line("consultation", "read one that is not open to all", STAFF_SEES, on="private"),
    Line("theme", "read a theme", EVERYBODY),
    Line("participant", "read what somebody published", EVERYBODY, on="author"),
    Line("participant", "read of somebody who published nothing", _who(ABSENT), on="silent"),
    Line("question", "read a question", EVERYBODY, on="question"),
    Line("search", "search the texts that everybody may read", EVERYBODY),
    Line("similar", "see what is like a text", EVERYBODY, on="question"),
    Line("similar", "see what is like a long text", EVERYBODY, "POST", "question", {"title": "Un titre", "body": "Un"}),
    Line("consultation_feed", "follow a consultation by its feed", EVERYBODY),
    Line("consultation_feed", "follow one that is not open to all", _who(ABSENT), on="private"),
    Line("theme_feed", "follow a theme by its feed", EVERYBODY),
    Line("question_feed", "follow a question by its feed", EVERYBODY, on="question"),
    Line("post", "write a contribution: the form", EVERYBODY, on="question"),
    Line("post", "post a contribution", SIGNED_IN, "POST", "question", {"nature": "finding", **WORDS}),
    Line("preview", "see a text as it will be read", EVERYBODY, "POST", "question", {"body": "Un texte"}),
    Line("preview", "see a text as it will be read, by a link", NOBODY, on="question"),
    *act("keep_draft", "keep a draft of a contribution", SIGNED_IN, on="question", body="Un texte"),
    *act("keep_reply_draft", "keep a draft of an argument", SIGNED_IN, on="published", body="Un texte"),
    *act("keep_edit_draft", "keep a draft of a change", only("author"), on="published", body="Un autre texte"),
    Line("contribution", "read a contribution that is online", EVERYBODY, on="published"),
    Line(
        "contribution",
        "read one that awaits a moderator",
        _who(ABSENT) | dict.fromkeys(("author", "moderator", "administrator"), OK),
        on="pending",
    ),
    Line(
        "contribution",
        "read one that is hidden",
        _who(ABSENT) | dict.fromkeys(("author", "moderator", "administrator"), OK),
        on="hidden",
    ),
    Line("version", "read a text that was online", EVERYBODY, on="published"),
    Line("version", "read a text that never was", _who(ABSENT), on="pending"),
    Line("compare", "compare two versions of a text", EVERYBODY, on="published"),
    Line("campaign", "read the texts of a campaign", EVERYBODY, on="copied"),
    Line("campaign", "read the campaign of a text that is in none", _who(ABSENT), on="published"),
    Line("places", "see the places on a map and in a list", EVERYBODY),
    Line("place_department", "see the places of a department", EVERYBODY),
    *form("place", "say where a practice is", only("author"), on="practice", commune="Felletin (23)"),
    Line("argue", "answer a contribution", SIGNED_IN, "POST", "published", {"stance": "for", "body": "Un argument"}),
    Line("argue", "find again an answer that was kept while one signed in", GONE, on="published"),
    Line(
        "argue",
        "answer one that is hidden",
        _who(ABSENT, author=REFUSED, moderator=REFUSED, administrator=REFUSED),
        "POST",
        "hidden",
        {"stance": "for", "body": "Un argument"},
    ),
    Line("reply", "answer an argument: the form", EVERYBODY, on="argument"),
    Line("react", "react", ALL_BUT_AUTHOR, "POST", "published", {"kind": "agree"}),
    Line("react", "come back from signing in to react", BACK, on="published"),
    Line("follow", "follow a question", SIGNED_IN, "POST", "question", {"on": "1"}),
    Line("follow", "come back from signing in to follow", BACK, on="question"),
    Line("follow", "follow a contribution", SIGNED_IN, "POST", "published", {"on": "1"}),
    Line(
        "follow",
        "follow one that is hidden",
        _who(ABSENT, anonymous=LOGIN, author=OK, moderator=REFUSED, administrator=REFUSED),
        "POST",
        "hidden",
        {"on": "1"},
    ),
    *form("edit", "change a text", only("author"), on="published", title="Un titre", body="Un autre texte"),
    *form("withdraw", "withdraw a text", only("author"), on="published"),
    Line("moderation_desk", "see what awaits a moderator", MODERATORS),
    Line(
        "decide",
        "decide on a text that awaits one",
        _who(ABSENT, anonymous=LOGIN, author=REFUSED, moderator=OK, administrator=OK),
        "POST",
        "pending",
        {"verdict": "publish"},
    ),
    Line("decide", "hide a text", MODERATORS, "POST", "published", {"verdict": "hide", "reason": "off_topic"}),
    Line("decide", "come back from signing in to decide", MODERATORS, on="published"),
    *form("moderation_bulk", "decide of several texts", MODERATORS, verdict="publish"),
    *act("undo_decisions", "take back what one just decided", MODERATORS),
    *form("merge_text", "put a text together with another one", MODERATORS, on="published", into="1"),
    *form("split_text", "make several texts of one", MODERATORS, on="published"),
    *act("accept_campaign", "let near-identical texts in", MODERATORS, on="campaign"),
    *act("lift_suspension", "let somebody write again", MODERATORS, on="suspension"),
]
CONTESTING = [
    *form("report", "report a text", ALL_BUT_AUTHOR, on="published", reason="insult"),
    Line(
        "report",
        "report one that is hidden",
        _who(ABSENT, anonymous=LOGIN, author=REFUSED, moderator=REFUSED, administrator=REFUSED),
        "POST",
        "hidden",
        {"reason": "insult"},
    ),
    *form("appeal", "contest a decision", only("author", otherwise=ABSENT), on="decision", body="Voici pourquoi."),
    Line("answer_appeal", "read an appeal", MODERATORS, on="appeal"),
    Line(
        "answer_appeal",
        "answer an appeal (here, the moderator decided)",
        only("administrator"),
        "POST",
        "appeal",
        {"verdict": "grant", "answer": "Vous avez raison."},
    ),
    Line("reporters", "see who reports texts", MODERATORS),
    Line("register", "read the register of the moderation", EVERYBODY),
    Line("register", "read that of a consultation that is not open to all", STAFF_SEES, on="private"),
    Line("register_csv", "download the register of the moderation", EVERYBODY),
]
HARVEST = [
    Line("collected", "see what was collected off the site", HARVESTERS),
    Line("collect", "enter a text collected off the site: the form", HARVESTERS, on="question"),
    Line("collect", "enter a text collected off the site", HARVESTERS, "POST", "question", {"nature": "finding"}),
    Line("collected_file", "bring a table of collected texts: the form", HARVESTERS),
    Line("collected_file", "bring a table of collected texts", HARVESTERS, "POST"),
    Line("harvest_desk", "see what nobody has read", HARVESTERS),
    *act("harvest", "keep a passage", HARVESTERS, on="published", nature="finding", passage="perception"),
    *act("mark_read", "mark a text as read", HARVESTERS, on="unread", outcome="nothing_new"),
    *act("drop_extract", "give up a passage", HARVESTERS, on="extract"),
    *act("take_over_turn", "read knowingly what somebody else reads", HARVESTERS, on="unread"),
    *act("settle_passage", "keep or refuse a proposed passage", HARVESTERS, on="passage", verdict="refuse"),
    *act("undo_harvest", "take back one's last act of harvest", HARVESTERS),
    Line("ideas", "see the tree of ideas", HARVESTERS),
    *act("add_idea", "add an idea", HARVESTERS, title="Une idée"),
    Line("idea", "read what an idea rests on", HARVESTERS, on="ideas"),
    *act("rename_idea", "rename an idea", HARVESTERS, on="ideas", title="Une idée"),
    *act("move_idea", "move an idea", HARVESTERS, on="ideas", way="up"),
    *act("merge_idea", "merge two ideas", HARVESTERS, on="ideas", into=""),
    *act("split_idea", "split an idea", HARVESTERS, on="ideas", title="Une idée"),
    *act("remove_idea", "remove an empty idea", HARVESTERS, on="ideas"),
    *act("file_extracts", "file passages under an idea", HARVESTERS, idea=""),
    *act("unfile_extracts", "take passages from under an idea", HARVESTERS, on="ideas"),
    Line("coverage", "see the ledger of coverage", HARVESTERS),
    Line("coverage_list", "see the contributions it counts", HARVESTERS),
    Line("second_desk", "see the text one reads in second", ANALYSTS),
    *act("take_second", "take a text to read in second", ANALYSTS),
    *act("keep_second", "note a passage of it", ANALYSTS, on="second_turn", nature="finding", passage="perception"),
    *act("drop_second", "take a noted passage back", ANALYSTS, on="second_passage"),
    *act("hand_in_second", "hand a second reading in", ANALYSTS, on="second_turn", outcome="nothing_new"),
    *act("give_back_second", "leave a second reading to somebody else", ANALYSTS, on="second_turn"),
    Line("handed_in", "see the second readings one handed in", ANALYSTS),
    *act("take_back_second", "take back a second reading of somebody else", OF_ANOTHER, on="second_reading"),
    *form("suggestions", "ask for suggestions to be learnt again", ANALYSTS),
    Line("harvest_plan", "see how far two readers agree", ANALYSTS),
    Line("harvest_plan", "set the share that is read twice", EDITORS, "POST", data={"double_share": "10"}),
    Line("disagreements", "see what two readers differ on", ANALYSTS),
    Line("settle_second", "see both readings of a text", ANALYSTS, on="second_reading"),
    Line("settle_second", "settle what they differ on", ANALYSTS, "POST", on="second_reading"),
    Line("settle_second", "settle what one differs on oneself", EDITORS, "POST", on="own_second_reading"),
]
SYNTHESIS = [
    *form("rollups", "run a roll-up", ANALYSTS),
    Line("rollup", "follow a roll-up", ANALYSTS, on="rollup"),
    *act("retry_rollup", "try a failed roll-up again", ANALYSTS, on="rollup"),
    Line("synthesis_desk", "read the draft", ANALYSTS),
    *act("open_draft", "open a draft", EDITORS),
    *act("refresh_draft", "complete a draft", EDITORS),
    *act("retitle_draft", "change the title of a draft", EDITORS, title="Un titre", kind="interim", introduction=""),
    *act("publish_synthesis", "publish a synthesis", EDITORS),
    *form("new_statement", "write a statement", EDITORS, section="finding", text="Un énoncé"),
    *form("statement", "change a statement", EDITORS, on="statement", text="Un autre énoncé", revision="0"),
    *act("move_statement", "move a statement", EDITORS, on="statement", step="1"),
    *act("remove_statement", "remove a statement", EDITORS, on="statement"),
    *act("remark", "say something of a statement to the editors", EDITORS, on="statement", remark="À revoir"),
    *act("settle_remark", "mark a remark as settled", EDITORS, on="remark"),
    *act("withdraw_remark", "take back a remark of somebody else", NOBODY_MAY, on="remark"),
    Line("checklist", "see what a draft lacks", ANALYSTS),
    Line("synthesis", "read the last synthesis", EVERYBODY),
    *form("verify_archive", "bring an archive to verify", EVERYBODY, name="rien"),
    Line("synthesis_method", "read how a published version was made", EVERYBODY, on="synthesis"),
    Line("synthesis_method", "read how a draft is made", STAFF_SEES, on="draft"),
    Line("compare_syntheses", "compare two published versions: absent while there is one", NOT_YET),
    Line("synthesis_version", "read a published version", EVERYBODY, on="synthesis"),
    Line("synthesis_version", "read a draft as it would look", STAFF_SEES, on="draft"),
    Line("exports", "see the files that were asked for", ANALYSTS),
    *act("request_export", "ask for a file", ANALYSTS, on="synthesis", format="html"),
    Line("export", "follow a file of a published version", EVERYBODY, on="file"),
    Line("export", "follow a file of a draft", FILES_OF_DRAFTS, on="draft_file"),
    Line("export_file", "download a file of a published version", EVERYBODY, on="file"),
    Line("export_file", "download a file of a draft", FILES_OF_DRAFTS, on="draft_file"),
    Line("retry_export", "try a failed file again", ANALYSTS, "POST", "file"),
    Line("retry_export", "try a failed file again, by a link", POSTED_ONLY, "GET", "file"),
    *act("add_report_template", "give a template of reports", EDITORS),
    Line("report_template", "fetch a template of reports", ANALYSTS, on="template"),
    *act("remove_report_template", "take a template of reports away", EDITORS, on="template"),
]
ADMINISTRATION = [
    *form("new_consultation", "open a consultation", only("administrator", "elsewhere"), name="Une autre"),
    Line("doctor", "see how each part of the platform is (superusers alone)", NOBODY_MAY),
    Line("administration", "see what a consultation still lacks", ADMINISTRATORS),
    *act("change_state", "close a consultation", ADMINISTRATORS, act="close"),
    *form("administer_general", "change the general texts", ADMINISTRATORS, name="Un nom"),
    *act("preview_markdown", "see a presentation as it will be read", ADMINISTRATORS, introduction="Un texte"),
    *form("administer_calendar", "add a phase", ADMINISTRATORS, kind="debate"),
    *form("administer_phase", "change a phase", ADMINISTRATORS, on="phase", kind="debate"),
    *act("remove_phase", "remove a phase", ADMINISTRATORS, on="phase"),
    *form("administer_themes", "add a theme", ADMINISTRATORS, name="Un thème", colour="green"),
    *form("administer_theme", "change a theme", ADMINISTRATORS, on="theme", name="Un thème", colour="green"),
    *act("move_theme", "move a theme", ADMINISTRATORS, on="theme", step="1"),
    *act("remove_theme", "remove a theme", ADMINISTRATORS, on="theme"),
    *act("add_question", "ask a question", ADMINISTRATORS, on="theme", title="Une question"),
    *form("administer_question", "reword a question", ADMINISTRATORS, on="question", title="Une question"),
    *act("move_question", "move a question", ADMINISTRATORS, on="question", step="1"),
    *act("remove_question", "remove a question", ADMINISTRATORS, on="question"),
    *form("administer_natures", "add a nature", ADMINISTRATORS, name="Un nom"),
    *form("administer_nature", "rename a nature", ADMINISTRATORS, on="nature", name="Un nom"),
    *act("move_nature", "move a nature", ADMINISTRATORS, on="nature", step="1"),
    *act("remove_nature", "remove a nature", ADMINISTRATORS, on="nature"),
    Line("administer_log", "read the record of acts", ADMINISTRATORS),
    *form("administer_moderation", "set when texts are read", ADMINISTRATORS, moderation="after", reports_to_hold="3"),
    *form("administer_charter", "add a rule to the charter", ADMINISTRATORS, name="Une règle"),
    *form("administer_rule", "reword a rule of the charter", ADMINISTRATORS, name="Une règle"),
    *act("move_rule", "move a rule of the charter", ADMINISTRATORS, step="1"),
    *act("remove_rule", "remove a rule of the charter", ADMINISTRATORS),
    *act("ask_again", "ask everybody to accept the charter again", ADMINISTRATORS),
    *form("administer_accessibility", "record an audit of accessibility", ADMINISTRATORS, rate="72,5"),
    *act("remove_audit", "take an audit of accessibility back", ADMINISTRATORS, on="audit"),
    *form("administer_team", "invite somebody", ADMINISTRATORS, email="x@exemple.invalid", roles="editor"),
    *act("resend_invitation", "send an invitation again", ADMINISTRATORS, on="invitation"),
    *act("withdraw_invitation", "withdraw an invitation", ADMINISTRATORS, on="invitation"),
    *act("take_role", "take a role away", ADMINISTRATORS, on="membership"),
    Line("invitation", "see what one is invited to (here, the participant)", INVITED),
    Line("invitation", "accept an invitation (here, the participant)", INVITED, "POST"),
]
PROGRAMS = [
    Line("api-search", "search, for programs", EVERYBODY, data={"q": "bail", "consultation": "tiers-lieux"}),
    Line("api-search", "write to the search, for programs", NOBODY, "POST"),
    Line("api-participant", "read what somebody shows of himself, for programs", EVERYBODY, on="author"),
    Line("api-participant", "read of somebody who published nothing, for programs", _who(ABSENT), on="silent"),
    Line("api-register", "read the register of the moderation, for programs", EVERYBODY),
    Line("api-register", "write to the register, for programs", NOBODY, "POST"),
    Line("api-post", "post a contribution, by a program", BY_KEY, "POST", "question"),
    Line("api-text", "read one's text in any state, by a program", BY_KEY, on="published"),
    Line("api-text", "change a text, by a program", BY_KEY, "PUT", "published"),
    Line("api-text", "withdraw a text, by a program", BY_KEY, "DELETE", "published"),
    Line("api-argue", "answer a text, by a program", BY_KEY, "POST", "published"),
    Line("api-react", "react, by a program", BY_KEY, "PUT", "published"),
    Line("api-react", "take a reaction back, by a program", BY_KEY, "DELETE", "published"),
    *(
        line
        for name in ("api-root", "communes", "api_schema", *(f"api-{name}-list" for name in API))
        for line in (
            Line(name, "read, for programs", EVERYBODY),
            Line(name, "write, for programs", NOBODY, "POST"),
        )
    ),
    *(
        line
        for name in API
        for line in (
            Line(f"api-{name}-detail", "read one row, for programs", EVERYBODY, on=name),
            Line(f"api-{name}-detail", "write one row, for programs", NOBODY, "POST", name),
        )
    ),
]
CHAPTERS = {
    "The site": SITE,
    "People and their accounts": PEOPLE,
    "The mission's own pages": MISSION,
    "The debate": DEBATE,
    "Reports, appeals and the register": CONTESTING,
    "The harvest": HARVEST,
    "The synthesis": SYNTHESIS,
    "Setting up": ADMINISTRATION,
    "Programs": PROGRAMS,
}
TABLE: list[Line] = [line for lines in CHAPTERS.values() for line in lines]


def page() -> str:
    """docs/permissions.md."""
    parts = [_INTRODUCTION]
    for title, lines in CHAPTERS.items():
        parts += [f"\n## {title}\n", f"| what | {' | '.join(ROLES)} |", f"|---|{'---|' * len(ROLES)}"]
        parts += list(dict.fromkeys(_row(line) for line in lines if line.who not in (POSTED_ONLY, NOBODY)))
    return "\n".join(parts) + "\n"


def _row(line: Line) -> str:
    route = f"`{line.route}`" if line.method == "GET" else f"`{line.route}` (POST)"
    return f"| {line.does}, {route} | {' | '.join(line.who[role] for role in ROLES)} |"


_INTRODUCTION = """# Who may do what

Written by `python -m tests.routes` from the table that the tests ask of the real site (`tests/routes.py`): a route
without a line, or a line that is not true, fails the tests.

*participant* is signed in without a role; *author* wrote the text in question; *elsewhere* has every role in another
consultation. Roles are held in one consultation, and an administrator has them all there.

**yes**: it is done or shown (or the form says what to mend); **sign in**: led to the page where one signs in; **403**:
refused; **404**: as if it did not exist; **moved**: led elsewhere, for there is nothing to do there; **key**: 401,
signed in or not, for only an access key opens it (the rights are then those of its owner, asked of the same rules).

Acts take a POST: the same address by a link answers 405 (after signing in) and does nothing. The technical
administration (`/admin/`) is for superusers alone, whatever the roles."""


if __name__ == "__main__":
    import sys

    OutputWrapper(sys.stdout).write(page(), ending="")
