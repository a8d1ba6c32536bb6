"""Opening an account for somebody whom a provider identified."""

from allauth.socialaccount.forms import SignupForm as ProviderSignupForm


class SignupForm(ProviderSignupForm):
    """The address that the provider verified stays as it is; another one is changed afterwards, with its code."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        verified = [address.email for address in self.sociallogin.email_addresses if address.verified]
        if verified:
            self.initial["email"] = verified[0]
            self.fields["email"].disabled = True
