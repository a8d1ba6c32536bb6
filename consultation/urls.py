"""The roof: every address of the site."""

urlpatterns = []
