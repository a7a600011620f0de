"""The pages for families: what every one of them does alike, signing in, and the account."""
