"""Chooses footprints and makes up their heights, for a city whose heights nobody knows.

    python3 heights.py FOOTPRINTS.geojson OUT.geojson XMIN,YMIN,XMAX,YMAX

OUT has the footprints that lie in the rectangle, each with a height of 6 to 30 m in the field "h": the same
each time, by its number in the file.
"""

import json
import sys


def points(coordinates):
    if isinstance(coordinates[0], (int, float)):
        yield coordinates
    else:
        for inner in coordinates:
            yield from points(inner)


def main(source, out, rectangle):
    xmin, ymin, xmax, ymax = (float(n) for n in rectangle.split(","))
    with open(source, encoding="utf-8") as file:
        city = json.load(file)
    chosen = []
    for number, feature in enumerate(city["features"]):
        if all(xmin < p[0] < xmax and ymin < p[1] < ymax for p in points(feature["geometry"]["coordinates"])):
            feature["properties"]["h"] = 6 + 3 * (number * 7919 % 9)
            chosen.append(feature)
    city["features"] = chosen
    with open(out, "w", encoding="utf-8") as file:
        json.dump(city, file)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
