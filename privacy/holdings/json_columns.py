"""Every JSON column of the project, and why nobody is left in it when a person leaves."""

JSON_COLUMNS = {
    "consultation.AuditEntry.details": "identifiers, keys and counts; never a name, an address or words of a person",
    "consultation.Notice.facts": "headings of texts; deleted with the person, or with the text taken along",
    "debates.Contribution.imported": "what the source of an import says of a text; emptied",
    "debates.Decision.details": "identifiers of rows and states, for undoing",
    "debates.Draft.fields": "what was typed; the drafts of the person are deleted",
    "debates.Place.facts": "what a published list says of a place; places named by participants have none",
    "debates.Pulse.departments": "numbers",
    "debates.Pulse.figures": "numbers",
    "synthesis.RollUp.snapshot": "words of contributions by number; those taken along are erased by the worker",
    "synthesis.RollUpPart.result": "the same, of one question",
    "synthesis.RollUpPart.rows": "where a numbered author spoke from; emptied by the worker",
    "synthesis.SecondReading.first": "keys, identifiers and offsets of a first reading; never words",
    "synthesis.Suggestion.ideas": "identifiers and probabilities",
    "synthesis.Suggestion.natures": "keys and probabilities",
    "synthesis.Synthesis.document": "quotations with the name of their author; the name is replaced at once",
    "mfa.Authenticator.data": "secrets and keys of a second factor; deleted with their row",
    "socialaccount.SocialAccount.extra_data": "what a provider of identity said; deleted with its row",
    "socialaccount.SocialApp.settings": "how a provider of identity is reached",
    "usersessions.UserSession.data": "what came with a session; deleted with its row",
    "account.EmailAddress.data": "nothing today",
}
