"""A picture of the wind in a case that citymesh wrote and simpleFoam ran.

    python3 flow.py CASE PICTURE

Needs VTK 9.4 or later (pip install vtk). The speed of the wind is shown on a level a
few metres above the ground, with lines that follow the wind; the buildings are the patches walls and roofs.
"""

import math
import sys

import vtk

HEIGHT = 6.0  # of the level above the mean ground, metres
SIZE = (1400, 790)
CALM = (0.93, 0.93, 0.95)


def read(case):
    """The last time of a case: the cells and its patches by name."""
    reader = vtk.vtkOpenFOAMReader()
    reader.SetFileName(case + "/case.foam")
    reader.SkipZeroTimeOn()
    reader.CreateCellToPointOn()
    reader.UpdateInformation()
    reader.EnableAllPatchArrays()
    reader.EnableAllCellArrays()
    times = reader.GetOutputInformation(0).Get(vtk.vtkStreamingDemandDrivenPipeline.TIME_STEPS())
    reader.UpdateTimeStep(times[-1])
    blocks = {}

    def gather(block):
        for i in range(block.GetNumberOfBlocks()):
            child = block.GetBlock(i)
            name = block.GetMetaData(i).Get(vtk.vtkCompositeDataSet.NAME())
            if isinstance(child, vtk.vtkMultiBlockDataSet):
                gather(child)
            elif child is not None:
                blocks[name] = child

    gather(reader.GetOutput())
    return blocks, times[-1]


def speed(data):
    """The same data with the length of U as an array of points."""
    calculator = vtk.vtkArrayCalculator()
    calculator.SetInputData(data)
    calculator.SetAttributeTypeToPointData()
    calculator.AddVectorArrayName("U")
    calculator.SetFunction("mag(U)")
    calculator.SetResultArrayName("speed")
    calculator.Update()
    return calculator.GetOutput()


def colours(fastest):
    table = vtk.vtkColorTransferFunction()
    table.SetColorSpaceToLab()
    steps = [(0.19, 0.21, 0.58), (0.27, 0.55, 0.74), (0.67, 0.85, 0.91), (1.0, 0.97, 0.70), (0.99, 0.62, 0.33), (0.80, 0.15, 0.15)]
    for i, rgb in enumerate(steps):
        table.AddRGBPoint(fastest * i / (len(steps) - 1), *rgb)
    return table


def actor(data, table=None, rgb=(1, 1, 1)):
    mapper = vtk.vtkDataSetMapper()
    mapper.SetInputData(data)
    if table is None:
        mapper.ScalarVisibilityOff()
    else:
        mapper.SetScalarModeToUsePointFieldData()
        mapper.SelectColorArray("speed")
        mapper.SetLookupTable(table)
        mapper.UseLookupTableScalarRangeOn()
    made = vtk.vtkActor()
    made.SetMapper(mapper)
    made.GetProperty().SetColor(*rgb)
    made.GetProperty().SetAmbient(0.35)
    made.GetProperty().SetDiffuse(0.75)
    return made


def main(case, picture):
    open(case + "/case.foam", "a", encoding="ascii").close()
    blocks, time = read(case)
    air = speed(blocks["internalMesh"])
    ground = blocks["ground"]
    heights = [ground.GetPoint(i)[2] for i in range(ground.GetNumberOfPoints())]
    level = sum(heights) / len(heights) + HEIGHT

    plane = vtk.vtkPlane()
    plane.SetOrigin(0, 0, level)
    plane.SetNormal(0, 0, 1)
    cut = vtk.vtkCutter()
    cut.SetInputData(air)
    cut.SetCutFunction(plane)
    cut.Update()
    fastest = 1.0
    values = cut.GetOutput().GetPointData().GetArray("speed")
    ordered = sorted(values.GetValue(i) for i in range(values.GetNumberOfTuples()))
    fastest = math.ceil(ordered[int(0.995 * len(ordered))])
    table = colours(fastest)

    append = vtk.vtkAppendPolyData()
    for name in ("walls", "roofs"):
        append.AddInputData(blocks[name])
    append.Update()
    city = append.GetOutput().GetBounds()

    # Seeds on a line across the wind, as the wind is above the middle of the city.
    x, y = 0.5 * (city[0] + city[1]), 0.5 * (city[2] + city[3])
    reach = 0.5 * math.hypot(city[1] - city[0], city[3] - city[2])
    box = air.GetBounds()
    probe = vtk.vtkPointLocator()
    probe.SetDataSet(air)
    probe.BuildLocator()
    u = air.GetPointData().GetArray("U").GetTuple3(probe.FindClosestPoint(x, y, 0.8 * box[5]))
    length = math.hypot(u[0], u[1])
    u = (u[0] / length, u[1] / length)
    seeds = vtk.vtkPoints()
    for i in range(-45, 46):
        across = reach * i / 45
        seeds.InsertNextPoint(x - reach * u[0] - across * u[1], y - reach * u[1] + across * u[0], level)
    line = vtk.vtkPolyData()
    line.SetPoints(seeds)
    tracer = vtk.vtkStreamTracer()
    tracer.SetInputData(air)
    tracer.SetSourceData(line)
    tracer.SetInputArrayToProcess(0, 0, 0, vtk.vtkDataObject.FIELD_ASSOCIATION_POINTS, "U")
    tracer.SetIntegrationDirectionToBoth()
    tracer.SetIntegratorTypeToRungeKutta45()
    tracer.SetMaximumPropagation(4 * reach)
    tracer.SetMaximumNumberOfSteps(5000)
    tracer.Update()
    tubes = vtk.vtkTubeFilter()
    tubes.SetInputConnection(tracer.GetOutputPort())
    tubes.SetRadius(1.2)
    tubes.SetNumberOfSides(6)
    tubes.Update()

    renderer = vtk.vtkRenderer()
    renderer.SetBackground(1, 1, 1)
    renderer.AddActor(actor(cut.GetOutput(), table))
    renderer.AddActor(actor(append.GetOutput(), rgb=CALM))
    renderer.AddActor(actor(tubes.GetOutput(), rgb=(1, 1, 1)))
    bar = vtk.vtkScalarBarActor()
    bar.SetLookupTable(table)
    bar.SetTitle("m/s")
    bar.SetNumberOfLabels(5)
    bar.SetLabelFormat("%.0f")
    bar.SetUnconstrainedFontSize(True)
    for text in (bar.GetTitleTextProperty(), bar.GetLabelTextProperty()):
        text.SetColor(0.1, 0.1, 0.1)
        text.SetFontSize(18)
        text.ShadowOff()
        text.ItalicOff()
        text.BoldOff()
    bar.SetPosition(0.93, 0.1)
    bar.SetWidth(0.05)
    bar.SetHeight(0.45)
    renderer.AddViewProp(bar)

    camera = renderer.GetActiveCamera()
    camera.SetFocalPoint(x, y, level)
    camera.SetPosition(x - 0.35 * reach, y - 1.9 * reach, level + 1.5 * reach)
    camera.SetViewUp(0, 0, 1)
    camera.SetViewAngle(30)
    renderer.ResetCameraClippingRange()
    window = vtk.vtkRenderWindow()
    window.SetOffScreenRendering(1)
    window.SetMultiSamples(8)
    window.SetSize(*SIZE)
    window.AddRenderer(renderer)
    window.Render()
    shot = vtk.vtkWindowToImageFilter()
    shot.SetInput(window)
    shot.ReadFrontBufferOff()
    writer = vtk.vtkJPEGWriter() if picture.endswith("jpg") else vtk.vtkPNGWriter()
    if picture.endswith("jpg"):
        writer.SetQuality(80)
    writer.SetFileName(picture)
    writer.SetInputConnection(shot.GetOutputPort())
    writer.Write()
    print(f"iteration {time:.0f}, the fastest shown is {fastest} m/s, {air.GetNumberOfCells()} cells: {picture}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
