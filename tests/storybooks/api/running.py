"""What a running job tells, in short."""


def remaining(told: list[dict]) -> dict[int, str]:
    """The words about the time that is left, by percentage."""
    return {body["progress"]: body["estimatedTimeRemaining"] for body in told}


def phases(told: list[dict]) -> dict[int, str]:
    return {body["progress"]: body["currentPhase"] for body in told}
