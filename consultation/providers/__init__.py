"""Identity providers (OpenID Connect): allauth's, with what FranceConnect and ProConnect ask besides.

docs/decisions/identity-providers.md says what is believed of a provider, docs/fr/franceconnect-proconnect.md how to
plug one.
"""
