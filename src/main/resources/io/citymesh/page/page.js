// The view of the city, and the search in tables. All that is drawn is in the page.

const element = id => document.getElementById(id);

for (const field of document.querySelectorAll('[data-filter]')) {
  const name = field.dataset.filter;
  const rows = [...element(name).querySelectorAll('tbody tr')];
  const found = document.querySelector(`[data-found="${name}"]`);
  const filter = () => {
    const words = field.value.trim().toLowerCase();
    let count = 0;
    for (const row of rows) {
      row.hidden = !row.textContent.toLowerCase().includes(words);
      count += row.hidden ? 0 : 1;
    }
    found.value = words ? `${count} of ${rows.length}` : '';
  };
  field.addEventListener('input', filter);
}

element('by').addEventListener('change', () => (element('tiles').dataset.by = element('by').value));

/** The bytes that a script element holds as base64 of a zlib stream. */
async function inflate(id) {
  const text = element(id).textContent;
  const bytes = Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Modules of a page from a disk can be loaded from its memory alone. */
async function library() {
  const url = source => URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const core = url(await inflate('three-core'));
  const text = new TextDecoder().decode(await inflate('three-module'));
  return import(url(text.replaceAll('./three.core.min.js', core)));
}

/** Reads numbers and texts that class Packed has written. */
function reader(bytes) {
  let at = 0;
  const utf8 = new TextDecoder();
  const count = () => {
    let value = 0;
    let scale = 1;
    let byte;
    do {
      byte = bytes[at++];
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127);
    return value;
  };
  const signed = () => {
    const value = count();
    return value % 2 ? -(value + 1) / 2 : value / 2;
  };
  /** Where a text begins, which is skipped. */
  const place = () => {
    const start = at;
    const length = count();
    at += length;
    return start;
  };
  const text = start => {
    at = start;
    const length = count();
    return utf8.decode(bytes.subarray(at, at + length));
  };
  return { count, signed, place, text };
}

/**
 * What class Prisms has packed. Buildings are columns, for there may be many: ring r has the points
 * ends[r - 1] to ends[r], and building b the rings rings[b] to rings[b + 1].
 */
function read(bytes) {
  const { count, signed, place, text } = reader(bytes);
  const city = { width: count() / 10, depth: count() / 10, columns: count(), rows: count() };
  city.ground = new Float32Array(city.columns * city.rows);
  let before = 0;
  for (let i = 0; i < city.ground.length; i++) city.ground[i] = (before += signed()) / 10;
  const rings = () => Array.from({ length: count() }, () => {
    const ring = new Float32Array(2 * count());
    for (let i = 0; i < ring.length; i++) ring[i] = (pen[i % 2] += signed()) / 10;
    return ring;
  });
  let pen = [0, 0];
  city.domain = rings();
  pen = [0, 0];
  city.missing = rings();
  const names = Array.from({ length: count() }, place);
  const n = city.buildings = count();
  for (const column of ['index', 'source', 'ids', 'names']) city[column] = new Uint32Array(n);
  for (const column of ['base', 'height', 'area']) city[column] = new Float64Array(n);
  city.rings = new Uint32Array(n + 1);
  const ends = [0];
  const points = new Float32Array(bytes.length); // A coordinate has a byte or more.
  let end = 0;
  let index = 0;
  let x0 = 0;
  let y0 = 0;
  for (let b = 0; b < n; b++) {
    city.index[b] = index += count();
    let x = (x0 += signed());
    let y = (y0 += signed());
    city.base[b] = signed() / 100;
    city.height[b] = signed() / 100;
    city.area[b] = count() / 100;
    city.source[b] = count();
    city.ids[b] = count();
    city.names[b] = place();
    for (let rings = count(); rings > 0; rings--) {
      for (let corners = count(); corners > 0; corners--) {
        points[end++] = (x += signed()) / 10 - city.width / 2;
        points[end++] = (y += signed()) / 10 - city.depth / 2;
      }
      ends.push(end / 2);
    }
    city.rings[b + 1] = ends.length - 1;
  }
  city.points = points.subarray(0, end);
  city.ends = new Uint32Array(ends);
  city.sources = names.map(text);
  city.id = b => text(city.names[b]);
  return city;
}

/** What class PartSample has packed: positions, and the corners of ground, walls and roofs. */
function readTile(bytes, city) {
  const { count, signed } = reader(bytes);
  const positions = new Float32Array(3 * count());
  const pen = [0, 0, 0];
  const origin = [city.width / 2, city.depth / 2, 0];
  for (let i = 0; i < positions.length; i++) {
    pen[i % 3] += signed();
    positions[i] = pen[i % 3] / 100 - origin[i % 3];
  }
  const patches = [0, 1, 2].map(() => {
    const corners = new Uint32Array(3 * count());
    let before = 0;
    for (let i = 0; i < corners.length; i++) corners[i] = before += signed();
    return corners;
  });
  return { positions, patches };
}

/** A number in the words of the tables. */
const words = (value, digits) =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** Elevation of the drawn ground, between the points of its grid. */
function groundAt(city, x, y) {
  const u = Math.min(Math.max((x / city.width + 0.5) * (city.columns - 1), 0), city.columns - 1);
  const v = Math.min(Math.max((y / city.depth + 0.5) * (city.rows - 1), 0), city.rows - 1);
  const i = Math.min(Math.floor(u), city.columns - 2);
  const j = Math.min(Math.floor(v), city.rows - 2);
  const z = (p, q) => city.ground[q * city.columns + p];
  const low = z(i, j) + (z(i + 1, j) - z(i, j)) * (u - i);
  const high = z(i, j + 1) + (z(i + 1, j + 1) - z(i, j + 1)) * (u - i);
  return low + (high - low) * (v - j);
}

/** Triangles of an outline of rings from..to of the city: corners, counted through its rings. */
function triangulated(THREE, { points, ends }, from, to) {
  const ring = r => points.subarray(2 * ends[r], 2 * ends[r + 1]);
  const r = ring(from);
  if (to - from === 1 && r.length === 8) {
    const turn = i => {
      const [a, b, c] = [2 * i, (2 * i + 2) % 8, (2 * i + 4) % 8];
      return (r[b] - r[a]) * (r[c + 1] - r[b + 1]) - (r[b + 1] - r[a + 1]) * (r[c] - r[b]);
    };
    const sides = Math.sign(turn(0)) + Math.sign(turn(1)) + Math.sign(turn(2)) + Math.sign(turn(3));
    if (Math.abs(sides) === 4) return BOX;
  }
  const contours = [];
  for (let k = from; k < to; k++) {
    const xy = ring(k);
    contours.push(Array.from({ length: xy.length / 2 },
      (_, i) => ({ x: xy[2 * i], y: xy[2 * i + 1], equals: never }))); // Or a point would be left out and not counted.
  }
  return THREE.ShapeUtils.triangulateShape(contours[0], contours.slice(1));
}

const never = () => false;
const BOX = [[0, 1, 2], [0, 2, 3]];

/**
 * All prisms, in arrays. Building b has the vertices corners[b] to corners[b + 1], the third of them
 * that is on its roof first, and the triangles index[starts[b]] to index[starts[b + 1]].
 */
async function extrude(THREE, city) {
  const { points, ends, rings } = city;
  const n = city.buildings;
  const all = points.length / 2;
  const positions = new Float32Array(9 * all);
  // Two triangles a wall; n - 2 of a roof, n more of a yard and 2.
  const index = new Uint32Array(3 * (3 * all + 2 * rings[n]));
  const starts = new Uint32Array(n + 1);
  const corners = new Uint32Array(n + 1);
  const boxes = new Float32Array(6 * n);
  let end = 0;
  let pause = performance.now();
  for (let b = 0; b < n; b++) {
    const [first, last] = [ends[rings[b]], ends[rings[b + 1]]];
    const top = city.base[b] + city.height[b];
    let foot = city.base[b];
    let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = first; i < last; i++) {
      const [x, y] = [points[2 * i], points[2 * i + 1]];
      foot = Math.min(foot, groundAt(city, x, y));
      x0 = Math.min(x0, x);
      y0 = Math.min(y0, y);
      x1 = Math.max(x1, x);
      y1 = Math.max(y1, y);
    }
    boxes.set([x0, y0, foot, x1, y1, top], 6 * b);
    const roof = 3 * first;
    const walls = roof + last - first;
    corners[b + 1] = 3 * last;
    for (let i = first; i < last; i++) {
      let at = 3 * (roof + i - first);
      positions[at++] = points[2 * i];
      positions[at++] = points[2 * i + 1];
      positions[at] = top;
      at = 3 * (walls + 2 * (i - first));
      positions[at++] = points[2 * i];
      positions[at++] = points[2 * i + 1];
      positions[at++] = foot;
      positions[at++] = points[2 * i];
      positions[at++] = points[2 * i + 1];
      positions[at] = top;
    }
    for (const triangle of triangulated(THREE, city, rings[b], rings[b + 1])) {
      index[end++] = roof + triangle[0];
      index[end++] = roof + triangle[1];
      index[end++] = roof + triangle[2];
    }
    for (let r = rings[b]; r < rings[b + 1]; r++) {
      for (let i = ends[r]; i < ends[r + 1]; i++) {
        const a = walls + 2 * (i - first);
        const c = walls + 2 * ((i + 1 < ends[r + 1] ? i + 1 : ends[r]) - first);
        index[end++] = a;
        index[end++] = c;
        index[end++] = c + 1;
        index[end++] = a;
        index[end++] = c + 1;
        index[end++] = a + 1;
      }
    }
    starts[b + 1] = end;
    if (b % 1000 === 999 && performance.now() - pause > 100) {
      await new Promise(resolve => setTimeout(resolve));
      pause = performance.now();
    }
  }
  return { positions, index: index.subarray(0, end), starts, corners, boxes };
}

/** Edges along the roofs and up the walls: pairs of vertices of the prisms. */
function edgesOf({ points, ends, rings, buildings }) {
  const edges = new Uint32Array(2 * points.length);
  let end = 0;
  for (let b = 0; b < buildings; b++) {
    const first = ends[rings[b]];
    const walls = 2 * first + ends[rings[b + 1]];
    for (let r = rings[b]; r < rings[b + 1]; r++) {
      for (let i = ends[r]; i < ends[r + 1]; i++) {
        const a = walls + 2 * (i - first);
        edges[end++] = a;
        edges[end++] = a + 1;
        edges[end++] = a + 1;
        edges[end++] = walls + 2 * ((i + 1 < ends[r + 1] ? i + 1 : ends[r]) - first) + 1;
      }
    }
  }
  return edges;
}

const LIGHT = { sky: '#e9eef1', ground: '#d9dccb', wall: '#e9e3d6', roof: '#b4694b', chosen: '#1668a8',
  edge: '#3a2a20', low: '#dbe6ec', high: '#123f5c' };
const DARK = { sky: '#1a2227', ground: '#333d38', wall: '#8d8a83', roof: '#b0694d', chosen: '#6cc1ff',
  edge: '#0a0d0f', low: '#33434d', high: '#b9e4fb' };
const SOURCES = ['#4477aa', '#ccbb44', '#228833', '#ee6677', '#66ccee', '#aa3377', '#bbbbbb'];

/** Where there is ground, as a picture: within the domain, but for the tiles that are missing. */
function groundMask(THREE, city) {
  const mask = document.createElement('canvas');
  const scale = 2048 / Math.max(city.width, city.depth);
  mask.width = Math.max(1, Math.ceil(city.width * scale));
  mask.height = Math.max(1, Math.ceil(city.depth * scale));
  const pen = mask.getContext('2d');
  pen.setTransform(mask.width / city.width, 0, 0, -mask.height / city.depth, 0, mask.height);
  const fill = (rings, colour) => {
    pen.fillStyle = colour;
    pen.beginPath();
    for (const ring of rings) {
      pen.moveTo(ring[0], ring[1]);
      for (let i = 2; i < ring.length; i += 2) pen.lineTo(ring[i], ring[i + 1]);
      pen.closePath();
    }
    pen.fill('evenodd');
  };
  const all = [new Float32Array([0, 0, city.width, 0, city.width, city.depth, 0, city.depth])];
  fill(all, '#000');
  fill(city.domain.length ? city.domain : all, '#fff');
  for (const tile of city.missing) fill([tile], '#000');
  return new THREE.CanvasTexture(mask);
}

/** Metres along a house. */
const HOUSE = 10;

function groundMesh(THREE, city) {
  const geometry = new THREE.PlaneGeometry(city.width, city.depth, city.columns - 1, city.rows - 1);
  const position = geometry.attributes.position;
  for (let j = 0; j < city.rows; j++) {
    for (let i = 0; i < city.columns; i++) {
      position.setZ((city.rows - 1 - j) * city.columns + i, city.ground[j * city.columns + i]);
    }
  }
  geometry.computeVertexNormals();
  const material = new THREE.MeshLambertMaterial({ side: THREE.DoubleSide });
  if (city.domain.length || city.missing.length) {
    Object.assign(material, { alphaMap: groundMask(THREE, city), alphaTest: 0.5 });
  }
  const mesh = new THREE.Mesh(geometry, material);
  mesh.receiveShadow = true;
  return mesh;
}

/** Whether a processor draws the pictures, for want of a graphics card. */
function isSoftware(gl) {
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  return /swiftshader|llvmpipe|software|basic render/i.test(names ? gl.getParameter(names.UNMASKED_RENDERER_WEBGL) : '');
}

/**
 * Where the city is drawn. Smooth edges and shadows take a processor three times as long, so it draws
 * without them until all is still; and as a context cannot become one with them, and a second one takes it
 * as long as the city itself, a graphics card gets the second.
 */
function context() {
  const canvas = element('view');
  const attributes = { antialias: false, preserveDrawingBuffer: true };
  const gl = canvas.getContext('webgl2', attributes);
  if (!gl) throw new Error('it has no WebGL 2');
  if (isSoftware(gl)) return { canvas, context: gl, slow: true };
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  const other = canvas.cloneNode();
  canvas.replaceWith(other);
  return { canvas: other, context: other.getContext('webgl2', { ...attributes, antialias: true }), slow: false };
}

/** When all that a context was told to draw is drawn. */
function finished(gl) {
  const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
  gl.flush();
  return new Promise(resolve => {
    const look = () => (gl.getSyncParameter(fence, gl.SYNC_STATUS) === gl.SIGNALED ? resolve() : setTimeout(look, 4));
    look();
  });
}

async function show() {
  const [THREE, bytes] = await Promise.all([library(), inflate('drawing')]);
  const city = read(bytes);
  const prisms = await extrude(THREE, city);
  // A context is waited for while the browser draws the rest of the page: so this comes last.
  const { canvas, context: gl, slow } = context();
  const renderer = new THREE.WebGLRenderer({ canvas, context: gl });
  const size = Math.hypot(city.width, city.depth);
  const shadows = city.buildings <= 8000;
  const sharp = Math.min(window.devicePixelRatio, 2);
  renderer.setPixelRatio(slow ? 1 : sharp);
  renderer.shadowMap.enabled = shadows;
  renderer.shadowMap.autoUpdate = false;
  renderer.shadowMap.needsUpdate = true;

  const scene = new THREE.Scene();
  const camera = new THREE.PerspectiveCamera(35, 1, 1, 1000);
  camera.up.set(0, 0, 1);
  const middle = new THREE.Vector3(0, 0, groundAt(city, 0, 0));
  const ground = groundMesh(THREE, city);
  scene.add(ground);

  const geometry = new THREE.BufferGeometry();
  const colours = new THREE.BufferAttribute(new Uint8Array(prisms.positions.length / 3 * 4), 4, true);
  geometry.setAttribute('position', new THREE.BufferAttribute(prisms.positions, 3));
  geometry.setAttribute('color', colours);
  geometry.setIndex(new THREE.BufferAttribute(prisms.index, 1));
  const solid = new THREE.Mesh(geometry, new THREE.MeshLambertMaterial({ vertexColors: true, flatShading: true,
    side: THREE.DoubleSide, polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1 }));
  solid.castShadow = solid.receiveShadow = true;
  solid.frustumCulled = false;
  scene.add(solid);

  const pen = new THREE.LineBasicMaterial({ transparent: true });
  const outlines = new THREE.LineSegments(new THREE.BufferGeometry(), pen);
  outlines.frustumCulled = false;
  scene.add(outlines);

  scene.add(new THREE.HemisphereLight(0xffffff, 0xb8b2a6, 1.7));
  const sun = new THREE.DirectionalLight(0xfff4e2, 2.2);
  sun.position.set(-0.55 * size, -0.35 * size, 0.75 * size).add(middle);
  sun.target.position.copy(middle);
  if (shadows) {
    sun.castShadow = true;
    sun.shadow.mapSize.set(4096, 4096);
    const half = size / 2;
    Object.assign(sun.shadow.camera, { left: -half, right: half, top: half, bottom: -half, near: size / 10, far: 2.2 * size });
    sun.shadow.bias = -0.0004;
    sun.shadow.normalBias = 0.3;
  }
  scene.add(sun, sun.target);

  const tile = new THREE.Group();
  tile.visible = false;
  scene.add(tile);
  const plain = [0, 1, 2].map(() => new THREE.MeshLambertMaterial({ flatShading: true, side: THREE.DoubleSide,
    polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1 }));
  const wires = new THREE.MeshBasicMaterial({ wireframe: true, transparent: true, opacity: 0.45 });
  /** Shows the triangles of one tile instead of the prisms, or the prisms. */
  const showMesh = async () => {
    const shown = element('mesh').checked;
    if (shown && !tile.children.length) {
      const { positions, patches } = readTile(await inflate('tile'), city);
      const attribute = new THREE.BufferAttribute(positions, 3);
      patches.forEach((corners, patch) => {
        const faces = new THREE.BufferGeometry();
        faces.setAttribute('position', attribute);
        faces.setIndex(new THREE.BufferAttribute(corners, 1));
        tile.add(new THREE.Mesh(faces, plain[patch]), new THREE.Mesh(faces, wires));
      });
    }
    tile.visible = shown;
    for (const other of [ground, solid]) other.visible = !shown;
    if (!shown) return home();
    const around = new THREE.Box3().setFromObject(tile);
    orbit.whole(around, orbit.azimuth, orbit.rise);
  };

  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  let waiting = false;
  let frames = 0;
  /** Draws the next frame; `still` if nothing has changed but that there is time for a better one. */
  const draw = (still = false) => {
    frames++;
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(async () => {
      waiting = false;
      // Outlines of houses that are small in the picture would be all that is seen of them.
      const pixels = HOUSE / orbit.distance * canvas.clientHeight / (2 * Math.tan(camera.fov * Math.PI / 360));
      pen.opacity = (dark.matches ? 0.5 : 0.3) * Math.min(Math.max((pixels - 1.5) / 5, 0), 1);
      outlines.visible = solid.visible && pen.opacity > 0;
      if (outlines.visible && !outlines.geometry.index) {
        outlines.geometry.setAttribute('position', geometry.attributes.position);
        outlines.geometry.setIndex(new THREE.BufferAttribute(edgesOf(city), 1));
      }
      if (slow) {
        renderer.setPixelRatio(still ? 2 : 1);
        sun.castShadow = shadows && still;
      }
      const [frame, start] = [frames, performance.now()];
      renderer.render(scene, camera);
      if (!slow || still) return;
      await finished(gl);
      // Who waits as long as that may wait for it once more.
      setTimeout(() => frame === frames && draw(true), Math.max(300, 4 * (performance.now() - start)));
    });
  };
  const orbit = new Orbit(THREE, camera, canvas, draw);
  orbit.farthest = size * 3;

  let fitted = '';
  const fit = () => {
    const { clientWidth, clientHeight } = canvas.parentElement;
    if (fitted === (fitted = `${clientWidth} ${clientHeight}`)) return;
    renderer.setSize(clientWidth, clientHeight, false);
    camera.aspect = clientWidth / clientHeight;
    camera.updateProjectionMatrix();
    draw();
  };
  const all = new THREE.Box3().setFromObject(ground);
  for (let b = 0; b < city.buildings; b++) all.max.z = Math.max(all.max.z, prisms.boxes[6 * b + 5]);
  const home = () => orbit.whole(all, -1.95, 0.62);
  fit();
  home();
  element('home').addEventListener('click', home);
  element('mesh')?.addEventListener('change', showMesh);
  new ResizeObserver(fit).observe(canvas.parentElement);

  const heights = city.height.toSorted();
  const tall = heights.length ? Math.max(heights[Math.floor(heights.length * 0.98)], 1) : 1;
  let chosen = -1;
  const paint = () => {
    const palette = dark.matches ? DARK : LIGHT;
    const way = element('colour').value;
    const colour = Object.fromEntries(Object.entries(palette).map(([name, text]) => [name, new THREE.Color(text)]));
    const sources = city.sources.map((_, i) => new THREE.Color(SOURCES[i % SOURCES.length]));
    scene.background = colour.sky;
    ground.material.color = colour.ground;
    plain.forEach((material, patch) => (material.color = [colour.ground, colour.wall, colour.roof][patch]));
    wires.color = colour.edge;
    pen.color = colour.edge;
    const bytes = rgb => new Uint32Array(new Uint8Array([rgb.r, rgb.g, rgb.b, 1].map(part => Math.round(255 * part))).buffer)[0];
    const mixed = new THREE.Color();
    const [wall, roof] = [bytes(colour.wall), bytes(colour.roof)];
    const all = new Uint32Array(colours.array.buffer);
    for (let b = 0; b < city.buildings; b++) {
      const own = b === chosen ? bytes(colour.chosen) // For walls and roof.
        : way === 'height' ? bytes(mixed.lerpColors(colour.low, colour.high, Math.min(city.height[b] / tall, 1)))
        : way === 'source' ? bytes(sources[city.source[b]]) : -1;
      const [first, last] = [prisms.corners[b], prisms.corners[b + 1]];
      const walls = first + (last - first) / 3;
      all.fill(own < 0 ? roof : own, first, walls);
      all.fill(own < 0 ? wall : own, walls, last);
    }
    colours.needsUpdate = true;
    legend(way, palette);
    draw();
  };
  const legend = (way, palette) => {
    const entries = way === 'height' ? [[palette.low, '0 m'], [palette.high, `${words(tall, 0)} m and more`]]
      : way === 'source' ? city.sources.map((name, i) => [SOURCES[i % SOURCES.length], name.replaceAll('_', ' ')])
      : [[palette.ground, 'ground'], [palette.wall, 'walls'], [palette.roof, 'roofs']];
    element('legend').replaceChildren(...entries.flatMap(([colour, text]) => {
      const mark = document.createElement('i');
      mark.style.background = colour;
      return [mark, text];
    }));
    element('legend').hidden = false;
  };
  element('colour').addEventListener('change', paint);
  dark.addEventListener('change', paint);
  paint();

  const tell = (...pairs) => {
    const list = document.createElement('dl');
    for (const [name, value] of pairs) {
      const entry = document.createElement('div');
      const [term, text] = [document.createElement('dt'), document.createElement('dd')];
      term.textContent = name;
      text.textContent = value;
      entry.append(term, text);
      list.append(entry);
    }
    element('building').replaceChildren(list);
  };
  const choose = b => {
    chosen = b;
    paint();
    if (b < 0) return say('No building is there. Click one to see what is known of it.');
    tell(['Building', words(city.index[b], 0)],
      [city.ids[b] > 1 ? `Id, the first of ${city.ids[b]}` : 'Id', city.id(b)],
      ['Height', `${words(city.height[b], 2)} m`],
      ['Source of the height', city.sources[city.source[b]]],
      ['Roof, elevation', `${words(city.base[b] + city.height[b], 2)} m`],
      ['Area', `${words(city.area[b], 2)} m²`]);
  };
  const say = text => {
    const line = document.createElement('p');
    line.className = 'hint';
    line.textContent = text;
    element('building').replaceChildren(line);
  };

  const ray = new THREE.Raycaster();
  const box = new THREE.Box3();
  const hit = new THREE.Vector3();
  const corner = [new THREE.Vector3(), new THREE.Vector3(), new THREE.Vector3()];
  /** The building at a point of the canvas, -1 if there is none. */
  const pick = (x, y) => {
    const place = canvas.getBoundingClientRect();
    ray.setFromCamera(new THREE.Vector2((x - place.left) / place.width * 2 - 1,
      1 - (y - place.top) / place.height * 2), camera);
    let nearest = Infinity;
    let found = -1;
    if (!solid.visible) return found;
    for (let b = 0; b < city.buildings; b++) {
      box.min.fromArray(prisms.boxes, 6 * b);
      box.max.fromArray(prisms.boxes, 6 * b + 3);
      if (!ray.ray.intersectsBox(box)) continue;
      for (let i = prisms.starts[b]; i < prisms.starts[b + 1]; i += 3) {
        corner.forEach((point, k) => point.fromArray(prisms.positions, 3 * prisms.index[i + k]));
        if (ray.ray.intersectTriangle(...corner, false, hit)) {
          const distance = hit.distanceTo(ray.ray.origin);
          if (distance < nearest) [nearest, found] = [distance, b];
        }
      }
    }
    return found;
  };
  let down = [0, 0];
  canvas.addEventListener('pointerdown', event => (down = [event.clientX, event.clientY]));
  canvas.addEventListener('click', event => {
    if (Math.hypot(event.clientX - down[0], event.clientY - down[1]) < 5) choose(pick(event.clientX, event.clientY));
  });
  element('find').addEventListener('submit', event => {
    event.preventDefault();
    const id = element('id').value.trim();
    const ids = Array.from({ length: city.buildings }, (_, k) => city.id(k));
    let b = ids.indexOf(id);
    if (b < 0) b = city.index.findIndex(index => String(index) === id);
    if (b < 0 && id) b = ids.findIndex(other => other.includes(id));
    if (b < 0) return say(`No building that is drawn has the id ${id}.`);
    if (element('mesh')?.checked) {
      element('mesh').checked = false;
      showMesh();
    }
    const center = box.set(new THREE.Vector3().fromArray(prisms.boxes, 6 * b),
      new THREE.Vector3().fromArray(prisms.boxes, 6 * b + 3)).getCenter(new THREE.Vector3());
    orbit.look(center, Math.max(box.getSize(new THREE.Vector3()).length() * 5, 120));
    choose(b);
  });
  element('wait').hidden = true;
  await new Promise(requestAnimationFrame); // Before which the city is drawn.
  await finished(gl);
  performance.mark('first picture');
  document.documentElement.dataset.drawn = city.buildings;
}

show().catch(error => {
  element('wait').textContent = `This browser does not show the city (${error.message}); all figures are below.`;
  document.documentElement.dataset.drawn = 'none';
});
