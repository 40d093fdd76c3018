// The page of citymesh view: chooses colours, picks, measures and cuts; tiles.js loads the city.

import * as THREE from './three.module.min.js';
import { Orbit } from './orbit.js';
import { Tiles } from './tiles.js';

const element = id => document.getElementById(id);
const words = (value, digits) =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

const LIGHT = { sky: '#e9eef1', kinds: ['#c9cdb4', '#e4dccb', '#b4694b'], chosen: '#1668a8', line: '#22323a' };
const DARK = { sky: '#1a2227', kinds: ['#39463f', '#8d8a83', '#b0694d'], chosen: '#6cc1ff', line: '#e8edef' };
const HEIGHTS = ['#dbe6ec', '#7fb3d0', '#3c7fa8', '#123f5c'];
const SOURCES = ['#4477aa', '#ccbb44', '#228833', '#ee6677', '#66ccee', '#aa3377', '#bbbbbb'];
const ANGLES = [['#b3261e', 'below 20°'], ['#e8833a', '20° to 25°'], ['#e9d66b', '25° to 30°'], ['#9cc59a', '30° to 40°'], ['#3f8f6b', '40° and more']];
const TALL = 40;

async function show() {
  const canvas = element('view');
  const renderer = new THREE.WebGLRenderer({ canvas, antialias: true, preserveDrawingBuffer: true });
  renderer.setPixelRatio(Math.min(window.devicePixelRatio, 2));
  const scene = new THREE.Scene();
  const camera = new THREE.PerspectiveCamera(35, 1, 1, 1000);
  camera.up.set(0, 0, 1);
  scene.add(new THREE.HemisphereLight(0xffffff, 0xb8b2a6, 1.8));
  const sun = new THREE.DirectionalLight(0xfff4e2, 2.1);
  sun.position.set(-0.55, -0.35, 0.75);
  scene.add(sun);

  let waiting = false;
  const draw = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => frame());
  };
  const tiles = new Tiles(scene, draw);
  const orbit = new Orbit(THREE, camera, canvas, draw);
  await tiles.open('city/3dtiles/tileset.json');
  element('crs').textContent = tiles.about.crs || 'without a CRS';

  const box = tiles.root.box;
  const size = box.getSize(new THREE.Vector3());
  const across = Math.hypot(size.x, size.y);
  orbit.farthest = across * 5;
  const home = () => orbit.whole(box, -1.95, 0.62);

  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const palette = () => dark.matches ? DARK : LIGHT;
  const solid = new THREE.MeshLambertMaterial({ vertexColors: true, flatShading: true, side: THREE.DoubleSide,
    polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1 });
  const wires = new THREE.MeshBasicMaterial({ wireframe: true, transparent: true, opacity: 0.45 });
  const sources = [];
  let chosen = -1;

  /** A number that is the same for the same name. */
  const hash = text => [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  const number = text => Math.round(new THREE.Color(text).getHex(THREE.LinearSRGBColorSpace));

  /** Gives a tile's faces their colours, unless they have them. */
  const paint = tile => {
    const way = element('colour').value;
    const key = `${way} ${chosen} ${dark.matches}`;
    if (tile.object.userData.paint === key) return;
    tile.object.userData.paint = key;
    const { count, column } = tile.object.userData;
    const index = count ? column('index') : [];
    const height = way === 'height' && count ? column('height') : [];
    const source = way === 'source' && count ? column('height_source') : [];
    const kinds = palette().kinds.map(number);
    const own = number(palette().chosen);
    const ofTile = new THREE.Color().setHSL(hash(tile.name) % 360 / 360, 0.45, 0.6).getHex(THREE.LinearSRGBColorSpace);
    const ofRow = Array.from({ length: count }, (_, row) => {
      if (index[row] === chosen) return own;
      if (way === 'height') return number(HEIGHTS[Math.min(3, Math.floor(height[row] / TALL * 4))]);
      if (way !== 'source') return -1;
      if (!sources.includes(source[row])) sources.push(source[row]);
      return number(SOURCES[sources.indexOf(source[row]) % SOURCES.length]);
    });
    for (const mesh of tile.object.children) {
      const { kind, rows } = mesh.userData;
      const byFace = way === 'angle';
      if (byFace !== !mesh.geometry.index) { // Faces have colours of their own if they share no vertex.
        mesh.userData.indexed ??= mesh.geometry;
        mesh.userData.apart ??= mesh.userData.indexed.toNonIndexed();
        mesh.geometry = byFace ? mesh.userData.apart : mesh.userData.indexed;
      }
      const corners = mesh.userData.indexed?.index ?? mesh.geometry.index;
      const position = mesh.geometry.attributes.position;
      const colours = new Uint8Array(3 * position.count);
      const put = (v, rgb) => {
        colours[3 * v] = rgb >> 16;
        colours[3 * v + 1] = rgb >> 8 & 255;
        colours[3 * v + 2] = rgb & 255;
      };
      const angles = byFace ? ANGLES.map(([text]) => number(text)) : [];
      for (let v = 0; v < position.count; v++) {
        const row = rows ? rows[byFace ? corners.getX(v) : v] : -1;
        const special = row >= 0 ? ofRow[row] : -1;
        if (special >= 0) put(v, special);
        else if (way === 'tile') put(v, ofTile);
        else if (!byFace || tile.children.length) put(v, kinds[kind]); // Angles are the mesh's alone.
        else put(v, angles[band(smallest(position, v - v % 3))]);
      }
      mesh.geometry.setAttribute('color', new THREE.BufferAttribute(colours, 3, true));
      mesh.material = solid;
    }
  };
  const band = angle => angle < 20 ? 0 : angle < 25 ? 1 : angle < 30 ? 2 : angle < 40 ? 3 : 4;
  const [p, q, r] = [new THREE.Vector3(), new THREE.Vector3(), new THREE.Vector3()];
  const smallest = (position, first) => {
    [p, q, r].forEach((point, k) => point.fromBufferAttribute(position, first + k));
    const [a, b, c] = [q.distanceTo(r), r.distanceTo(p), p.distanceTo(q)];
    const angle = (x, y, z) => Math.acos(Math.max(-1, Math.min(1, (y * y + z * z - x * x) / (2 * y * z)))) * 180 / Math.PI;
    return Math.min(angle(a, b, c), angle(b, c, a), angle(c, a, b));
  };

  /** Shows or hides the edges of a tile's triangles. */
  const rule = tile => {
    for (const mesh of tile.object.children) {
      let lines = mesh.children[0];
      if (element('triangles').checked && !lines) mesh.add(lines = new THREE.Mesh(mesh.geometry, wires));
      if (lines) {
        lines.geometry = mesh.userData.indexed ?? mesh.geometry;
        lines.visible = element('triangles').checked;
      }
    }
  };

  const ruler = new THREE.Line(new THREE.BufferGeometry(), new THREE.LineBasicMaterial({ color: '#d81b60', depthTest: false }));
  ruler.renderOrder = 1;
  ruler.frustumCulled = false;
  scene.add(ruler);

  const cut = () => {
    const axis = element('cut').value;
    element('at').hidden = !axis;
    if (!axis) return renderer.clippingPlanes = [];
    const place = box.min[axis] + (box.max[axis] - box.min[axis]) * element('at').value / 1000;
    const normal = new THREE.Vector3();
    normal[axis] = axis === 'z' ? -1 : 1;
    renderer.clippingPlanes = [new THREE.Plane(normal, -normal[axis] * place)];
  };

  let last = 0;
  let rate = 0;
  let late = 0;
  const frame = () => {
    waiting = false;
    const left = tiles.update(camera, canvas.clientHeight, Number(element('detail').value));
    scene.background = new THREE.Color(palette().sky);
    wires.color.set(palette().line);
    for (const tile of tiles.drawn) {
      paint(tile);
      rule(tile);
    }
    renderer.render(scene, camera);
    const now = performance.now();
    const passed = now - last; // Frames that follow each other, as while the city is turned.
    if (passed > 0 && passed < 250) rate = rate ? 0.9 * rate + 100 / passed : 1000 / passed;
    last = now;
    clearTimeout(late);
    late = setTimeout(settle, 150);
    tell(left);
  };
  const tell = left => {
    const faces = renderer.info.render.triangles;
    element('state').textContent = tiles.failed ? `A tile is missing: ${tiles.failed}`
      : `${words(tiles.drawn.length, 0)} ${tiles.drawn.length === 1 ? 'tile' : 'tiles'}, ${words(faces, 0)} triangles, ${words(tiles.received / 1e6, 1)} MB loaded`
        + (rate ? `, ${words(rate, 0)} frames a second` : '') + (left ? ' …' : '');
    element('state').classList.toggle('bad', !!tiles.failed);
    const data = document.documentElement.dataset;
    Object.assign(data, { tiles: tiles.drawn.length, triangles: faces, bytes: tiles.received });
    if (left) delete data.drawn;
    else data.drawn = tiles.drawn.map(tile => tile.name).join(' ') || 'nothing';
  };
  /** Keeps the camera in the page's address, once it rests, and what is shown. */
  const settle = () => {
    legend();
    const { target, distance, azimuth, rise } = orbit;
    const camera = [target.x, target.y, target.z, distance].map(v => v.toFixed(1)).concat([azimuth, rise].map(v => v.toFixed(3)));
    const shown = [element('colour').value, ...(element('triangles').checked ? ['triangles'] : [])];
    history.replaceState(null, '', `#${camera.concat(shown).join(',')}`);
  };

  const mark = colour => {
    const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const square = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    for (const [name, value] of Object.entries({ width: 11, height: 11, rx: 2, fill: colour })) square.setAttribute(name, value);
    picture.append(square);
    return picture;
  };
  let legendText = '';
  const legend = () => {
    const way = element('colour').value;
    const entries = way === 'height' ? HEIGHTS.map((colour, i) => [colour, `${i * TALL / 4} m` + (i === 3 ? ' and more' : '')])
      : way === 'source' ? sources.map((name, i) => [SOURCES[i % SOURCES.length], name.replaceAll('_', ' ')])
      : way === 'angle' ? ANGLES
      : way === 'class' ? palette().kinds.map((colour, i) => [colour, ['ground', 'walls', 'roofs'][i]]) : [];
    const text = JSON.stringify(entries);
    if (text === legendText) return;
    legendText = text;
    element('legend').replaceChildren(...entries.map(([colour, name]) => {
      const entry = document.createElement('span');
      entry.append(mark(colour), name);
      return entry;
    }));
  };

  const list = pairs => {
    const all = document.createElement('dl');
    for (const [name, value] of pairs) {
      const [term, text] = [document.createElement('dt'), document.createElement('dd')];
      term.textContent = name;
      text.textContent = value;
      all.append(term, text);
    }
    element('told').replaceChildren(all);
  };
  const say = text => {
    const line = document.createElement('p');
    line.className = 'hint';
    line.textContent = text;
    element('told').replaceChildren(line);
  };

  const ray = new THREE.Raycaster();
  /** What is drawn at a point of the canvas. */
  const pick = (x, y) => {
    const place = canvas.getBoundingClientRect();
    ray.setFromCamera(new THREE.Vector2((x - place.left) / place.width * 2 - 1, 1 - (y - place.top) / place.height * 2), camera);
    const meshes = tiles.drawn.flatMap(tile => tile.object.children);
    return ray.intersectObjects(meshes, false)
      .find(hit => renderer.clippingPlanes.every(plane => plane.distanceToPoint(hit.point) >= 0));
  };
  const ends = [];
  const measured = hit => {
    if (ends.length === 2) ends.length = 0;
    ends.push(hit.point.clone());
    ruler.geometry.setFromPoints(ends);
    const [a, b] = ends;
    if (!b) return list([['Elevation', `${words(a.z, 2)} m`], ['', 'Click the other end.']]);
    list([['Distance', `${words(a.distanceTo(b), 2)} m`], ['Level distance', `${words(Math.hypot(b.x - a.x, b.y - a.y), 2)} m`],
      ['Height', `${words(b.z - a.z, 2)} m`]]);
  };
  const choose = hit => {
    const { rows } = hit?.object.userData ?? {};
    chosen = -1;
    if (!rows) return say(hit ? 'The ground is there.' : 'Nothing is there.');
    const corners = hit.object.userData.indexed?.index ?? hit.object.geometry.index;
    const row = rows[hit.object.geometry.index ? hit.face.a : corners.getX(3 * hit.faceIndex)];
    const { column } = hit.object.parent.userData;
    chosen = column('index')[row];
    list([['Building', words(chosen, 0)], ['Id', column('id')[row]], ['Height', `${words(column('height')[row], 2)} m`],
      ['Source of the height', column('height_source')[row]], ['Ground, elevation', `${words(column('ground')[row], 2)} m`],
      ['Roof, elevation', `${words(column('roof')[row], 2)} m`], ['Area', `${words(column('area')[row], 2)} m²`],
      ['Tile', hit.object.userData.tile.name]]);
  };
  let down = [0, 0];
  canvas.addEventListener('pointerdown', event => (down = [event.clientX, event.clientY]));
  canvas.addEventListener('click', event => {
    if (Math.hypot(event.clientX - down[0], event.clientY - down[1]) >= 5) return;
    const hit = pick(event.clientX, event.clientY);
    element('panel').open = true;
    if (!element('measure').checked) choose(hit);
    else if (hit) measured(hit);
    draw();
  });

  const fit = () => {
    const { clientWidth, clientHeight } = canvas;
    renderer.setSize(clientWidth, clientHeight, false);
    camera.aspect = clientWidth / clientHeight;
    camera.updateProjectionMatrix();
    draw();
  };
  new ResizeObserver(fit).observe(canvas);
  fit();
  const address = location.hash.slice(1).split(',');
  const link = address.slice(0, 6).map(Number);
  if (link.length === 6 && link.every(Number.isFinite)) {
    if ([...element('colour').options].some(option => option.value === address[6])) element('colour').value = address[6];
    element('triangles').checked = address[7] === 'triangles';
    orbit.look(new THREE.Vector3(link[0], link[1], link[2]), link[3], link[4], link[5]);
  } else home();
  element('home').addEventListener('click', home);
  for (const id of ['colour', 'detail', 'triangles']) element(id).addEventListener('change', draw);
  element('measure').addEventListener('change', () => {
    ends.length = 0;
    ruler.geometry.dispose();
    ruler.geometry = new THREE.BufferGeometry();
    draw();
  });
  for (const id of ['cut', 'at']) {
    element(id).addEventListener('input', () => {
      cut();
      draw();
    });
  }
  dark.addEventListener('change', draw);
  element('panel').open = window.innerWidth > 600;
}

show().catch(error => {
  element('state').textContent = `This browser does not show the city: ${error.message}`;
  element('state').classList.add('bad');
  document.documentElement.dataset.drawn = 'none';
});
