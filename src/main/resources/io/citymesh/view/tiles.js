// Loads what is in sight of a tileset (3D Tiles 1.1, explicit, REPLACE) in a local frame, z up.

import * as THREE from './three.module.min.js';

/** Contents that are asked for at once. */
const AT_ONCE = 6;

const CLASSES = ['ground', 'wall', 'roof'];

/** A tile: a box, an error in metres, and a content that is a glTF or another tileset. */
class Tile {
  constructor(json, base) {
    const b = json.boundingVolume.box;
    const half = new THREE.Vector3(b[3], b[7], b[11]);
    this.middle = new THREE.Vector3(b[0], b[1], b[2]);
    this.box = new THREE.Box3(this.middle.clone().sub(half), this.middle.clone().add(half));
    this.error = json.geometricError;
    this.url = json.content ? new URL(json.content.uri, base).href : null;
    this.isTileset = !!this.url && this.url.endsWith('.json');
    this.name = this.url ? this.url.replace(/^.*\/|\.\w+$/g, '') : 'none';
    this.children = (json.children ?? []).map(child => new Tile(child, base));
    this.state = this.url ? 'far' : 'ready';
    this.object = null;
    this.bytes = 0;
    this.seen = 0;
    this.urgency = 0;
  }
}

/** The tiles of a city: asks for them, keeps those seen last, and says which are to be drawn. */
export class Tiles {
  /**
   * @param scene in which the tiles' objects are put
   * @param changed is called when something has come
   * @param most bytes of contents that are kept
   */
  constructor(scene, changed, most = 512 * 1048576) {
    Object.assign(this, { scene, changed, most });
    this.drawn = [];
    this.loading = 0;
    this.bytes = 0;
    this.received = 0;
    this.failed = null;
    this.turn = 0;
    this.kept = new Set();
    this.frustum = new THREE.Frustum();
  }

  async open(url) {
    const json = await (await get(url)).json();
    this.about = json.extras ?? {};
    this.root = new Tile(json.root, new URL(url, location.href));
    this.changed();
  }

  /**
   * Chooses what is drawn from a camera, and asks for what is missing.
   *
   * @param height of the picture, pixels
   * @param pixels an error that may be seen
   */
  update(camera, height, pixels) {
    this.turn++;
    camera.updateMatrixWorld();
    this.frustum.setFromProjectionMatrix(
      new THREE.Matrix4().multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse));
    this.scale = height / (2 * Math.tan(camera.fov * Math.PI / 360));
    this.camera = camera;
    this.pixels = pixels;
    this.wanted = [];
    const chosen = [];
    if (this.root) this.select(this.root, chosen);
    const next = new Set(chosen);
    for (const tile of this.drawn) if (!next.has(tile)) tile.object.visible = false;
    for (const tile of chosen) tile.object.visible = true;
    this.drawn = chosen;
    this.wanted.sort((a, b) => b.urgency - a.urgency);
    for (const tile of this.wanted) if (this.loading < AT_ONCE) this.load(tile);
    this.forget();
    return this.wanted.length + this.loading;
  }

  /** Adds the tiles to be drawn for one; false if nothing of it is there yet. */
  select(tile, chosen) {
    if (!this.frustum.intersectsBox(tile.box)) return true;
    tile.seen = this.turn;
    const distance = Math.max(tile.box.distanceToPoint(this.camera.position), 0.1);
    const seen = tile.error / distance * this.scale;
    tile.urgency = seen + 1 / distance;
    if (tile.isTileset) {
      if (tile.state === 'ready') return this.select(tile.children[0], chosen);
      this.want(tile);
      return false;
    }
    if (seen > this.pixels && tile.children.length) {
      const before = chosen.length;
      let whole = true;
      for (const child of tile.children) whole = this.select(child, chosen) && whole;
      if (whole) return true;
      chosen.length = before; // It is drawn itself until all of them are there.
    }
    if (tile.state === 'ready') {
      if (tile.object) chosen.push(tile);
      return true;
    }
    this.want(tile);
    return false;
  }

  want(tile) {
    if (tile.state === 'far') this.wanted.push(tile);
  }

  async load(tile) {
    tile.state = 'coming';
    this.loading++;
    try {
      const bytes = await (await get(tile.url)).arrayBuffer();
      this.received += bytes.byteLength;
      if (tile.isTileset) {
        const json = JSON.parse(new TextDecoder().decode(bytes));
        tile.children = [new Tile(json.root, new URL(tile.url))];
      } else {
        tile.object = content(bytes, tile);
        tile.object.visible = false;
        tile.bytes = bytes.byteLength;
        this.bytes += tile.bytes;
        this.kept.add(tile);
        this.scene.add(tile.object);
      }
      tile.state = 'ready';
    } catch (error) {
      tile.state = 'failed';
      this.failed = `${tile.name}: ${error.message}`;
    } finally {
      this.loading--;
      this.changed();
    }
  }

  /** Lets go of what was seen longest ago, if there is too much. */
  forget() {
    if (this.bytes <= this.most) return;
    const old = [...this.kept].filter(tile => tile.seen < this.turn).sort((a, b) => a.seen - b.seen);
    for (const tile of old) {
      if (this.bytes <= this.most) return;
      this.scene.remove(tile.object);
      tile.object.traverse(part => part.geometry?.dispose());
      tile.object = null;
      tile.state = 'far';
      this.kept.delete(tile);
      this.bytes -= tile.bytes;
    }
  }
}

async function get(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  return answer;
}

/** A binary glTF as citymesh writes it: a group with a mesh for each class of faces. */
export function content(buffer, tile) {
  const head = new DataView(buffer);
  if (head.getUint32(0, true) !== 0x46546c67) throw new Error('no binary glTF');
  const length = head.getUint32(12, true);
  const json = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 20, length)));
  const start = 28 + length;
  const view = i => ({ at: start + (json.bufferViews[i].byteOffset ?? 0), ...json.bufferViews[i] });
  const accessor = i => {
    const { bufferView, componentType, count, type } = json.accessors[i];
    const size = type === 'VEC3' ? 3 : 1;
    const Numbers = { 5123: Uint16Array, 5125: Uint32Array, 5126: Float32Array }[componentType];
    const { at, byteStride } = view(bufferView);
    if (!byteStride || byteStride === size * Numbers.BYTES_PER_ELEMENT) return new Numbers(buffer, at, size * count);
    const wide = new Numbers(buffer, at, count * byteStride / Numbers.BYTES_PER_ELEMENT);
    const step = byteStride / Numbers.BYTES_PER_ELEMENT;
    const packed = new Numbers(size * count);
    for (let i = 0; i < count; i++) for (let k = 0; k < size; k++) packed[size * i + k] = wide[step * i + k];
    return packed;
  };
  const group = new THREE.Group();
  const m = json.nodes[0].matrix;
  group.position.set(m[12], -m[14], m[13]); // y up to z up.
  group.scale.setScalar(m[0]);
  for (const primitive of json.meshes?.[0].primitives ?? []) {
    const geometry = new THREE.BufferGeometry();
    const positions = accessor(primitive.attributes.POSITION);
    geometry.setAttribute('position', new THREE.BufferAttribute(positions, 3));
    geometry.setIndex(new THREE.BufferAttribute(accessor(primitive.indices), 1));
    const mesh = new THREE.Mesh(geometry);
    mesh.userData = { tile, kind: CLASSES.indexOf(primitive.extras.class), rows: null };
    if (primitive.attributes._FEATURE_ID_0 !== undefined) {
      mesh.userData.rows = accessor(primitive.attributes._FEATURE_ID_0);
    }
    group.add(mesh);
  }
  const table = json.extensions?.EXT_structural_metadata?.propertyTables[0];
  group.userData.count = table?.count ?? 0;
  group.userData.column = name => {
    const property = table.properties[name];
    const { at, byteLength } = view(property.values);
    if (property.stringOffsets === undefined) {
      return name === 'index' ? new Uint32Array(buffer, at, table.count) : new Float32Array(buffer, at, table.count);
    }
    const offsets = new Uint32Array(buffer, view(property.stringOffsets).at, table.count + 1);
    const text = new Uint8Array(buffer, at, byteLength);
    return Array.from({ length: table.count }, (_, i) =>
      new TextDecoder().decode(text.subarray(offsets[i], offsets[i + 1])));
  };
  return group;
}
