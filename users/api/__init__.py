"""What every view of the API does alike: who calls, how often, what a refusal looks like, how it is described."""
