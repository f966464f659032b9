"""Money is kept in whole fen; people read and type yuan."""

from decimal import ROUND_HALF_UP, Decimal

FEN_IN_YUAN = 100
MOST_YUAN = Decimal("9999999999.99")


def to_fen(yuan: Decimal | None) -> int | None:
    """Whole fen; None stays None."""
    if yuan is None:
        return None
    return int((yuan * FEN_IN_YUAN).to_integral_value(ROUND_HALF_UP))


def to_yuan(fen: int | None) -> Decimal | None:
    """With two places; None stays None."""
    return None if fen is None else (Decimal(fen) / FEN_IN_YUAN).quantize(Decimal("0.01"))


def money(fen: int | None) -> str:
    """As pages show it: 120,000.00; nothing for None."""
    return "" if fen is None else f"{to_yuan(fen):,}"
