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
  const text = atob(element(id).textContent);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
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
  const text = () => {
    const length = count();
    at += length;
    return utf8.decode(bytes.subarray(at - length, at));
  };
  return { count, signed, text };
}

/** What class Prisms has packed. */
function read(bytes) {
  const { count, signed, text } = reader(bytes);
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
  city.sources = Array.from({ length: count() }, text);
  city.buildings = new Array(count());
  let index = 0;
  let x0 = 0;
  let y0 = 0;
  for (let b = 0; b < city.buildings.length; b++) {
    index += count();
    let x = (x0 += signed());
    let y = (y0 += signed());
    const building = { index, ground: signed() / 100, height: signed() / 100, area: count() / 100,
      source: count(), ids: count(), id: text(), rings: [] };
    for (let rings = count(); rings > 0; rings--) {
      const ring = new Float32Array(2 * count());
      for (let i = 0; i < ring.length; i += 2) {
        ring[i] = (x += signed()) / 10 - city.width / 2;
        ring[i + 1] = (y += signed()) / 10 - city.depth / 2;
      }
      building.rings.push(ring);
    }
    city.buildings[b] = building;
  }
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

/** Triangles of an outline: three corners each, counted through its rings. */
function triangulated(THREE, rings) {
  const [r] = rings;
  if (rings.length === 1 && r.length === 8) {
    const turn = i => {
      const [a, b, c] = [2 * i, (2 * i + 2) % 8, (2 * i + 4) % 8];
      return (r[b] - r[a]) * (r[c + 1] - r[b + 1]) - (r[b + 1] - r[a + 1]) * (r[c] - r[b]);
    };
    const turns = [turn(0), turn(1), turn(2), turn(3)];
    if (turns.every(t => t > 0) || turns.every(t => t < 0)) return BOX;
  }
  const contours = rings.map(ring =>
    Array.from({ length: ring.length / 2 }, (_, i) => new THREE.Vector2(ring[2 * i], ring[2 * i + 1])));
  return THREE.ShapeUtils.triangulateShape(contours[0], contours.slice(1));
}

const BOX = [[0, 1, 2], [0, 2, 3]];

/** Triangles of all prisms, in arrays; building b has those of index[starts[b]] to starts[b + 1]. */
async function extrude(THREE, city) {
  let corners = 0;
  let flat = 0;
  for (const { rings } of city.buildings) {
    for (const ring of rings) corners += ring.length / 2;
    flat += 2 * rings.length - 4;
  }
  const positions = new Float32Array(9 * corners);
  const owners = new Uint32Array(3 * corners);
  const roofs = new Uint8Array(3 * corners);
  const index = new Uint32Array(3 * (3 * corners + flat)); // Two triangles a wall; n - 2 of a roof, n more of a yard and 2.
  let end = 0;
  const edges = corners < 400000 ? new Float32Array(12 * corners) : new Float32Array(0);
  const starts = new Uint32Array(city.buildings.length + 1);
  const boxes = new Float32Array(6 * city.buildings.length);
  let vertex = 0;
  let edge = 0;
  const put = (x, y, z, owner, roof) => {
    positions[3 * vertex] = x;
    positions[3 * vertex + 1] = y;
    positions[3 * vertex + 2] = z;
    owners[vertex] = owner;
    roofs[vertex] = roof;
    return vertex++;
  };
  for (let b = 0; b < city.buildings.length; b++) {
    const building = city.buildings[b];
    const top = building.ground + building.height;
    let foot = building.ground;
    const box = [Infinity, Infinity, Infinity, -Infinity, -Infinity, top];
    for (const ring of building.rings) {
      for (let i = 0; i < ring.length; i += 2) {
        foot = Math.min(foot, groundAt(city, ring[i], ring[i + 1]));
        box[0] = Math.min(box[0], ring[i]);
        box[1] = Math.min(box[1], ring[i + 1]);
        box[3] = Math.max(box[3], ring[i]);
        box[4] = Math.max(box[4], ring[i + 1]);
      }
    }
    box[2] = foot;
    boxes.set(box, 6 * b);
    const roof = vertex;
    for (const ring of building.rings) {
      for (let i = 0; i < ring.length; i += 2) put(ring[i], ring[i + 1], top, b, 1);
    }
    for (const [i, j, k] of triangulated(THREE, building.rings)) {
      index[end++] = roof + i;
      index[end++] = roof + j;
      index[end++] = roof + k;
    }
    for (const ring of building.rings) {
      const n = ring.length / 2;
      const first = vertex;
      for (let i = 0; i < n; i++) {
        put(ring[2 * i], ring[2 * i + 1], foot, b, 0);
        put(ring[2 * i], ring[2 * i + 1], top, b, 0);
      }
      for (let i = 0; i < n; i++) {
        const a = first + 2 * i;
        const c = first + 2 * ((i + 1) % n);
        index.set([a, c, c + 1, a, c + 1, a + 1], end);
        end += 6;
        if (edges.length) {
          const [p, q] = [2 * i, 2 * ((i + 1) % n)];
          edges.set([ring[p], ring[p + 1], top, ring[q], ring[q + 1], top,
            ring[p], ring[p + 1], foot, ring[p], ring[p + 1], top], edge);
          edge += 12;
        }
      }
    }
    starts[b + 1] = end;
    if (b % 20000 === 19999) await new Promise(resolve => setTimeout(resolve));
  }
  return { positions, owners, roofs, index: index.subarray(0, end), starts, boxes, edges };
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

async function show() {
  const canvas = element('view');
  const [THREE, bytes] = await Promise.all([library(), inflate('drawing')]);
  const city = read(bytes);
  const renderer = new THREE.WebGLRenderer({ canvas, antialias: true, preserveDrawingBuffer: true });
  const prisms = await extrude(THREE, city);
  const size = Math.hypot(city.width, city.depth);
  const shadows = city.buildings.length <= 8000;
  renderer.setPixelRatio(Math.min(window.devicePixelRatio, 2));
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
  const colours = new THREE.BufferAttribute(new Uint8Array(prisms.positions.length), 3, true);
  geometry.setAttribute('position', new THREE.BufferAttribute(prisms.positions, 3));
  geometry.setAttribute('color', colours);
  geometry.setIndex(new THREE.BufferAttribute(prisms.index, 1));
  const solid = new THREE.Mesh(geometry, new THREE.MeshLambertMaterial({ vertexColors: true, flatShading: true,
    side: THREE.DoubleSide, polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1 }));
  solid.castShadow = solid.receiveShadow = true;
  solid.frustumCulled = false;
  scene.add(solid);

  const lines = new THREE.BufferGeometry();
  lines.setAttribute('position', new THREE.BufferAttribute(prisms.edges, 3));
  const pen = new THREE.LineBasicMaterial({ transparent: true });
  const outlines = new THREE.LineSegments(lines, pen);
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
    for (const other of [ground, solid, outlines]) other.visible = !shown;
    if (!shown) return home();
    const around = new THREE.Box3().setFromObject(tile);
    orbit.whole(around, orbit.azimuth, orbit.rise);
  };

  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  let waiting = false;
  const draw = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      // Outlines of houses that are small in the picture would be all that is seen of them.
      const pixels = HOUSE / orbit.distance * canvas.clientHeight / (2 * Math.tan(camera.fov * Math.PI / 360));
      pen.opacity = (dark.matches ? 0.5 : 0.3) * Math.min(Math.max((pixels - 1.5) / 5, 0), 1);
      renderer.render(scene, camera);
    });
  };
  const orbit = new Orbit(THREE, camera, canvas, draw);
  orbit.farthest = size * 3;

  const fit = () => {
    const { clientWidth, clientHeight } = canvas.parentElement;
    renderer.setSize(clientWidth, clientHeight, false);
    camera.aspect = clientWidth / clientHeight;
    camera.updateProjectionMatrix();
    draw();
  };
  const all = new THREE.Box3().setFromObject(ground);
  for (let b = 0; b < city.buildings.length; b++) all.max.z = Math.max(all.max.z, prisms.boxes[6 * b + 5]);
  const home = () => orbit.whole(all, -1.95, 0.62);
  fit();
  home();
  element('home').addEventListener('click', home);
  element('mesh')?.addEventListener('change', showMesh);
  new ResizeObserver(fit).observe(canvas.parentElement);

  const heights = city.buildings.map(building => building.height).sort((a, b) => a - b);
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
    const bytes = rgb => [rgb.r, rgb.g, rgb.b].map(part => Math.round(255 * part));
    const mixed = new THREE.Color();
    const plainBytes = [bytes(colour.wall), bytes(colour.roof)];
    let before = -1;
    let own = null; // Of the building, if it is one for walls and roof.
    for (let i = 0; i < prisms.owners.length; i++) {
      const b = prisms.owners[i];
      if (b !== before) {
        before = b;
        const building = city.buildings[b];
        own = b === chosen ? bytes(colour.chosen)
          : way === 'height' ? bytes(mixed.lerpColors(colour.low, colour.high, Math.min(building.height / tall, 1)))
          : way === 'source' ? bytes(sources[building.source]) : null;
      }
      const [red, green, blue] = own ?? plainBytes[prisms.roofs[i]];
      colours.array[3 * i] = red;
      colours.array[3 * i + 1] = green;
      colours.array[3 * i + 2] = blue;
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
    const building = city.buildings[b];
    tell(['Building', words(building.index, 0)],
      [building.ids > 1 ? `Id, the first of ${building.ids}` : 'Id', building.id],
      ['Height', `${words(building.height, 2)} m`],
      ['Source of the height', city.sources[building.source]],
      ['Roof, elevation', `${words(building.ground + building.height, 2)} m`],
      ['Area', `${words(building.area, 2)} m²`]);
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
    for (let b = 0; b < city.buildings.length; b++) {
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
    let b = city.buildings.findIndex(building => building.id === id);
    if (b < 0) b = city.buildings.findIndex(building => String(building.index) === id);
    if (b < 0 && id) b = city.buildings.findIndex(building => building.id.includes(id));
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
  document.documentElement.dataset.drawn = city.buildings.length;
}

show().catch(error => {
  element('wait').textContent = `This browser does not show the city (${error.message}); all figures are below.`;
  document.documentElement.dataset.drawn = 'none';
});
