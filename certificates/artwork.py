"""The drawn parts of a certificate, as SVG in millimetres; all of it made from two curves.

*Strands* are waves that run once round a rounded rectangle, with an even number of
waves, so that the four corners mirror each other and no seam shows. *Rosettes* are
circles whose radius swings, repeated a fraction of a petal further each time.
Only flat tints: the picture needs no transparency and stays archival.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import accumulate, pairwise
from math import ceil, cos, degrees, floor, pi, radians, sin

CINNABAR, BRONZE, GOLD, TINT = "#9b2d20", "#a07b43", "#c6a871", "#efe4cf"
SLATE, PALE_SLATE = "#4a6178", "#d5dce3"

# Middle of the band and the radius of its corners.
_BAND, _BEND = 16.0, 5.0
# A cubic curve comes closest to half a sine wave with handles of this share of its length.
_HANDLE = 0.3642
_WAVE_MM = 11.2

Knot = tuple[float, float, float, float]


@cache
def frame(width: int, height: int) -> str:
    """Border, medallions and the pale rosette under the text of one sheet."""
    corner = _BAND + _BEND * (1 - 2**-0.5)
    medals = "".join(
        f'<use href="#m" transform="translate({_n(x)} {_n(y)})"/>'
        for x, y in (
            (width - corner, corner),
            (width - corner, height - corner),
            (corner, height - corner),
        )
    )
    return _svg(
        width,
        height,
        _ground(width, height),
        _box(width, height, 10, 0.55),
        _box(width, height, 11, 0.14),
        _lace(width, height),
        _scooped(width, height, corner, inset=21, scoop=6.9, pen=0.14, ink=CINNABAR),
        _scooped(width, height, corner, inset=21.8, scoop=7.7, pen=0.3, ink=GOLD),
        f'<g transform="translate({_n(corner)} {_n(corner)})">{_medal()}</g>',
        medals,
    )


@cache
def sample_seal() -> str:
    """The mark in the seal's place in rehearsal: square, dashed, slate; nothing of a seal."""
    hatch = "".join(
        f"M{_n(max(2, k - 32))} {_n(min(32, k - 2))}L{_n(min(32, k - 2))} {_n(max(2, k - 32))}"
        for k in range(6, 64, 3)
    )
    return _svg(
        34,
        34,
        f'<path d="{hatch}" stroke="{PALE_SLATE}" stroke-width=".18"/>',
        f'<rect x=".5" y=".5" width="33" height="33" rx="3" stroke="{SLATE}" '
        'stroke-width=".6" stroke-dasharray="2.4 1"/>',
        f'<rect x="2" y="2" width="30" height="30" rx="1.8" stroke="{SLATE}" '
        'stroke-width=".2"/>',
    )


def _svg(width: float, height: float, *parts: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}" fill="none">{"".join(parts)}</svg>'
    )


def _ground(width: float, height: float) -> str:
    rose = min(width, height) * 0.29
    return (
        f'<g transform="translate({_n(width / 2)} {_n(height / 2)})" stroke="{TINT}" '
        'stroke-width=".2">'
        f"{_turned('r', rose, 0.36 * rose, petals=14, copies=8)}"
        f"{_turned('i', rose * 0.5, 0.24 * rose, petals=9, copies=6)}</g>"
    )


def _lace(width: float, height: float) -> str:
    track = _Track(width, height)

    def swelling(place: float) -> float:
        return 3.2 + 0.7 * cos(pi * place / track.wave)

    lace = [_Strand(track, turn / 8, swelling) for turn in range(8)]
    cord = [_Strand(track, turn / 4, lambda _place: 1.35) for turn in range(4)]
    return _woven(track, lace, GOLD, "l") + _woven(track, cord, CINNABAR, "c")


def _woven(track: "_Track", strands: Sequence["_Strand"], ink: str, name: str) -> str:
    """Strands of one colour; along the sides a piece two waves long, again and again.

    Repeated figures pack to almost nothing; drawn through, the band would be half of a
    certificate's bytes. Square ends close the joints.
    """
    uses = "".join(
        f'<use href="#{name}" transform="{track.transform(2 * track.wave * number)}"/>'
        for first, last in track.runs
        for number in range(first, last)
    )
    following = [*track.runs[1:], (track.runs[0][0] + track.waves // 2, 0)]
    bends = "".join(
        strand.bend(last, first)
        for strand in strands
        for (_, last), (first, _) in zip(track.runs, following, strict=True)
    )
    return (
        f'<defs><path id="{name}" d="{"".join(strand.piece() for strand in strands)}"/></defs>'
        f'<g stroke="{ink}" stroke-width=".14" stroke-linecap="square">{uses}'
        f'<path d="{bends}"/></g>'
    )


def _medal() -> str:
    return (
        '<g id="m"><circle r="5.9" fill="#fff" stroke="none"/>'
        f'<g stroke="{BRONZE}" stroke-width=".12">'
        f"{_turned('p', 3.75, 1.75, petals=12, copies=4)}</g>"
        f'<g stroke="{CINNABAR}" stroke-width=".14">'
        f"{_turned('q', 1.55, 0.85, petals=8, copies=3)}</g></g>"
    )


def _box(width: float, height: float, inset: float, pen: float) -> str:
    return (
        f'<rect x="{_n(inset)}" y="{_n(inset)}" width="{_n(width - 2 * inset)}" '
        f'height="{_n(height - 2 * inset)}" rx="{_n(13.2 - inset)}" stroke="{CINNABAR}" '
        f'stroke-width="{pen}"/>'
    )


def _scooped(width, height, corner, *, inset, scoop, pen, ink) -> str:
    """A line whose corners give way, in an arc, to the medallions."""
    edge = corner + (scoop**2 - (inset - corner) ** 2) ** 0.5
    arc, cut = f"a{scoop} {scoop} 0 0 0 ", edge - inset
    across, down = width - 2 * edge, height - 2 * edge
    path = (
        f"M{_pair(edge, inset)}h{_n(across)}{arc}{_pair(cut, cut)}v{_n(down)}"
        f"{arc}{_pair(-cut, cut)}h{_n(-across)}{arc}{_pair(-cut, -cut)}v{_n(-down)}"
        f"{arc}{_pair(cut, -cut)}z"
    )
    return f'<path d="{path}" stroke="{ink}" stroke-width="{pen}"/>'


class _Track:
    """The middle line of the band, walked clockwise from the middle of the top."""

    def __init__(self, width: float, height: float):
        across, down = (side - 2 * (_BAND + _BEND) for side in (width, height))
        bend = (_BEND * pi / 2, True)
        self._legs = [
            (across / 2, False),
            *(bend, (down, False), bend, (across, False), bend, (down, False), bend),
            (across / 2, False),
        ]
        self._start = width / 2, _BAND
        self._length = sum(length for length, _ in self._legs)
        # A multiple of four gives every side the same share, and so mirrored corners.
        self.waves = 4 * round(self._length / _WAVE_MM / 4)
        self.wave = self._length / self.waves

    @property
    def runs(self) -> list[tuple[int, int]]:
        """The pairs of waves that lie whole on each side: the first, and the one after."""
        ends = [0.0, *accumulate(length for length, _ in self._legs)]
        top, others = (-ends[1], ends[1]), [*pairwise(ends)][2:7:2]
        return [
            (ceil((start / self.wave + 1) / 2), floor(end / self.wave / 2))
            for start, end in (top, *others)
        ]

    def transform(self, place: float) -> str:
        x, y, heading, _ = self.at(place)
        return f"translate({_n(x)} {_n(y)}) rotate({_n(degrees(heading))})"

    def at(self, place: float) -> tuple[float, float, float, float]:
        """Where one is after ``place`` mm: x, y, heading in radians, curvature."""
        left, heading = place % self._length, 0.0
        x, y = self._start
        for length, bends in self._legs:
            walked = min(left, length)
            turned = heading + walked / _BEND if bends else heading
            if bends:
                x += _BEND * (sin(turned) - sin(heading))
                y -= _BEND * (cos(turned) - cos(heading))
            else:
                x, y = x + walked * cos(heading), y + walked * sin(heading)
            heading, left = turned, left - walked
            if walked < length:
                return x, y, heading, bends / _BEND
        return x, y, heading, 0.0


class _Strand:
    """A wave along the track: a crest each half wave, ``phase`` waves behind the others."""

    def __init__(self, track: _Track, phase: float, swing: Callable[[float], float]):
        self._track, self._phase, self._swing = track, phase, swing

    def piece(self) -> str:
        """Two waves on a straight track that starts at 0,0 and heads right."""
        return _path([self._knot(half, lambda place: (place, 0, 0, 0)) for half in range(5)])

    def bend(self, last: int, first: int) -> str:
        """From the end of one side's pieces to the start of the next side's."""
        return _path(
            [self._knot(half, self._track.at) for half in range(4 * last, 4 * first + 1)]
        )

    def _knot(self, half: int, at) -> Knot:
        wave = self._track.wave
        place = (half / 2 - self._phase) * wave
        offset = self._swing(place) * (-1) ** half
        x, y, heading, curvature = at(place)
        # Outside a bend the way is longer, and so are the handles.
        reach = _HANDLE * wave / 2 * (1 + offset * curvature)
        return (
            x + offset * sin(heading),
            y - offset * cos(heading),
            reach * cos(heading),
            reach * sin(heading),
        )


def _turned(name: str, radius: float, depth: float, *, petals: int, copies: int) -> str:
    """A rosette and its copies, each turned a fraction of one petal further."""
    uses = "".join(
        f'<use href="#{name}" transform="rotate({_n(360 / petals * turn / copies)})"/>'
        for turn in range(1, copies)
    )
    return f'<path id="{name}" d="{_rosette(radius, depth, petals)}"/>{uses}'


def _rosette(radius: float, depth: float, petals: int, per_petal: int = 4) -> str:
    step = 360 / petals / per_petal

    def knot(number: int) -> Knot:
        turn = radians(number * step)
        reach, swing = radius + depth * sin(petals * turn), petals * depth * cos(petals * turn)
        third = radians(step) / 3
        return (
            reach * cos(turn),
            reach * sin(turn),
            (swing * cos(turn) - reach * sin(turn)) * third,
            (swing * sin(turn) + reach * cos(turn)) * third,
        )

    knots = [knot(number) for number in range(petals * per_petal)]
    return _path([*knots, knots[0]]) + "z"


def _path(knots: Sequence[Knot]) -> str:
    """A smooth path through knots with their handles.

    Each segment repeats its letter: one long run of numbers costs the renderer's
    parser quadratic time. Rounded ends are followed, so that rounding never adds up.
    """
    x, y, handle_x, handle_y = knots[0]
    path = [f"M{_pair(x, y)}", f"c{_pair(handle_x, handle_y)}"]
    at_x, at_y = round(x, 2), round(y, 2)
    for number, (x, y, handle_x, handle_y) in enumerate(knots[1:]):
        path.append(" " if number == 0 else "s")
        path.append(_run((x - handle_x - at_x, y - handle_y - at_y, x - at_x, y - at_y)))
        at_x, at_y = at_x + round(x - at_x, 2), at_y + round(y - at_y, 2)
    return "".join(path)


def _pair(x: float, y: float) -> str:
    return _run((x, y))


def _run(numbers: Iterable[float]) -> str:
    """Numbers in a row; a minus sign is separation enough."""
    return " ".join(map(_n, numbers)).replace(" -", "-")


def _n(number: float) -> str:
    """The shortest text of a length, to 0.01 mm."""
    text = f"{number:.2f}".rstrip("0").rstrip(".").replace("-0.", "-.")
    text = text.removeprefix("0")
    return "0" if text in ("", "-", "-0") else text
