#!/usr/bin/env bash
# The wind over a city, from footprints to a picture:
#
#   src/docs/flow/flow.sh FOOTPRINTS TERRAIN HEIGHT_FIELD OUT
#
# OUT becomes a mesh with its case of OpenFOAM and OUT/wind.jpg. Needs OpenFOAM 1912 or later with its programs on
# the PATH, and a Python with VTK 9.4 or later (pip install vtk), which draws without a display.
# ITERATIONS (150) of simpleFoam take some minutes for 300,000 cells.
set -euo pipefail
[ $# -eq 4 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
iterations=${ITERATIONS:-150}
out=$4

"$here/../../../submit/citymesh" build --buildings "$1" --terrain "$2" --height-field "$3" \
  --extend-terrain nearest --domain wind --flow-direction 240 --max-size 30 --building-size 8 \
  --min-detail 1 --volume --first-layer 5 --format openfoam --out "$out"

cd "$out/openfoam"
foamDictionary -entry endTime -set "$iterations" system/controlDict > /dev/null
foamDictionary -entry writeInterval -set "$iterations" system/controlDict > /dev/null
checkMesh > checkMesh.log
potentialFoam > potentialFoam.log
simpleFoam > simpleFoam.log
grep 'Solving for p' simpleFoam.log | tail -1
"${PYTHON:-python3}" "$here/flow.py" . ../wind.jpg
