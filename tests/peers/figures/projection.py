"""Writes crates/figures/tests/peers/albers.csv: points of China in the Albers projection, by PROJ.

Needs pyproj (3.7.2 was used). The parameters are those of crates/figures/src/maps/projection.rs.
"""

import csv
import pathlib

from pyproj import CRS, Transformer

albers = CRS.from_proj4(
    "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +x_0=0 +y_0=0 +ellps=GRS80 +units=km +no_defs"
)
to_map = Transformer.from_crs(CRS.from_epsg(4490), albers, always_xy=True)
points = [(longitude, latitude) for longitude in range(73, 137, 9) for latitude in range(3, 55, 9)]
points += [(116.3972, 39.9075), (114.0683, 22.5455), (121.5, 25.05), (87.6005, 43.801), (112.3, 4.0), (105.0, 0.0)]

target = pathlib.Path(__file__).parents[3] / "crates/figures/tests/peers/albers.csv"
target.parent.mkdir(parents=True, exist_ok=True)
with target.open("w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["longitude", "latitude", "x_km", "y_km"])
    for longitude, latitude in points:
        x, y = to_map.transform(longitude, latitude)
        writer.writerow([longitude, latitude, repr(x), repr(y)])
