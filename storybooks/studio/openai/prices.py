"""What tokens cost, as published by 2026-11-23: an estimate to watch spending by, not the provider's bill."""

import re
from dataclasses import dataclass
from decimal import Decimal

MILLION = Decimal(1_000_000)


@dataclass(frozen=True)
class Price:
    """US dollars for a million tokens, by the classes that `usage.counted` tells apart; a missing class is unknown."""

    per_million: dict[str, Decimal]

    def cost(self, usage: dict[str, int]) -> Decimal | None:
        """The price of these tokens; None when one of them has no known price."""
        if not usage or any(count and name not in self.per_million for name, count in usage.items()):
            return None
        return sum((self.per_million[name] * count / MILLION for name, count in usage.items() if count), Decimal(0))


def _text(prompt: str, answer: str, cached: str | None = None, cache_write: str | None = None) -> Price:
    prices = {"prompt": prompt, "answer": answer, "prompt_cached": cached, "prompt_cache_write": cache_write}
    return Price({name: Decimal(price) for name, price in prices.items() if price})


def _image(text: str, picture: str, drawn: str) -> Price:
    return Price({"prompt": Decimal(text), "prompt_picture": Decimal(picture), "picture": Decimal(drawn)})


PRICES = {
    "gpt-6-luna": _text("0.10", "0.50", cached="0.01", cache_write="0.125"),
    "gpt-6.1-terra": _text("1.00", "5.00"),
    "gpt-5.6-luna": _text("0.20", "1.20", cached="0.02"),
    "gpt-5.6-terra": _text("2.00", "12.00"),
    "gpt-5.4-mini": _text("0.75", "4.50", cached="0.075"),
    "gpt-5.4-nano": _text("0.20", "1.25", cached="0.02"),
    "gpt-image-2": _image("5", "8", "30"),
    "gpt-image-2.5-flare": _image("5", "8", "30"),
    "gpt-image-2.5-sunburst": _image("5", "8", "30"),
    "gpt-image-1-mini": _image("2", "2.50", "8"),
}


def price_of(model: str) -> Price | None:
    """Of a model, or a dated version of it; None for one that is not known."""
    return PRICES.get(re.sub(r"-\d{4}-\d{2}-\d{2}$", "", model))
