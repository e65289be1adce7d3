"""The colours that tell instances apart: Peacock's favourites, then spread hues."""

from __future__ import annotations

import colorsys

# The favourite colours that the Peacock extension ships, most distinct ones first.
FAVOURITES = (
    "#007fff",  # Azure Blue
    "#dd0531",  # Angular Red
    "#42b883",  # Vue Green
    "#f9e64f",  # JavaScript Yellow
    "#832561",  # Something Different
    "#ff3d00",  # Svelte Orange
    "#61dafb",  # React Blue
    "#215732",  # Node Green
    "#1857a4",  # Mandalorian Blue
)

# Successive multiples of the golden angle never come close to one another, see
# H. Vogel, "A better way to construct the sunflower head", 1979.
_GOLDEN_TURN = 0.381966


def colour_of(number: int) -> str:
    """Give the colour of the instance with this number (1 or more) as `#rrggbb`."""
    if number <= len(FAVOURITES):
        return FAVOURITES[number - 1]
    spread = number - len(FAVOURITES)
    lightness = (0.42, 0.58, 0.5)[spread % 3]
    red, green, blue = colorsys.hls_to_rgb(
        (0.08 + spread * _GOLDEN_TURN) % 1.0, lightness, 0.72
    )
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
