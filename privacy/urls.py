"""Addresses of what concerns a person: her data, shown, taken away, erased."""

urlpatterns = []
