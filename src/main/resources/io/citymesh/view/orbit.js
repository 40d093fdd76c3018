/** Turns, moves and zooms a camera about a point, by mouse, touch and keys. */
export class Orbit {
  constructor(THREE, camera, canvas, changed) {
    Object.assign(this, { camera, changed, canvas });
    this.target = new THREE.Vector3();
    this.side = new THREE.Vector3();
    this.ahead = new THREE.Vector3();
    const pointers = new Map();
    canvas.addEventListener('pointerdown', event => {
      pointers.set(event.pointerId, [event.clientX, event.clientY]);
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener('pointermove', event => {
      const before = pointers.get(event.pointerId);
      if (!before) return;
      const now = [event.clientX, event.clientY];
      const [dx, dy] = [now[0] - before[0], now[1] - before[1]];
      if (pointers.size === 1) {
        if (event.buttons & 6 || event.shiftKey || event.ctrlKey) this.move(dx, dy);
        else this.turn(-dx * 0.006, dy * 0.006);
      } else if (pointers.size === 2) {
        const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(entry => entry[1]);
        const span = point => Math.hypot(point[0] - other[0], point[1] - other[1]) || 1;
        this.zoom(span(before) / span(now));
        this.move(dx / 2, dy / 2);
      }
      pointers.set(event.pointerId, now);
    });
    const end = event => pointers.delete(event.pointerId);
    canvas.addEventListener('pointerup', end);
    canvas.addEventListener('pointercancel', end);
    canvas.addEventListener('contextmenu', event => event.preventDefault());
    canvas.addEventListener('wheel', event => {
      event.preventDefault();
      this.zoom(Math.exp(Math.max(-100, Math.min(100, event.deltaY * (event.deltaMode ? 30 : 1))) * 0.002));
    }, { passive: false });
    canvas.addEventListener('keydown', event => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (step && event.shiftKey) this.move(-40 * step[0], 40 * step[1]);
      else if (step) this.turn(0.1 * step[0], 0.1 * step[1]);
      else if (event.key === '+' || event.key === '=') this.zoom(0.8);
      else if (event.key === '-') this.zoom(1.25);
      else return;
      event.preventDefault();
    });
  }

  look(target, distance, azimuth = this.azimuth, rise = this.rise) {
    this.target.copy(target);
    Object.assign(this, { distance, azimuth, rise });
    this.apply();
  }

  /** Shows all of a box, as large as the picture allows, from a side. */
  whole(box, azimuth, rise) {
    const [ca, sa, cr, sr] = [Math.cos(azimuth), Math.sin(azimuth), Math.cos(rise), Math.sin(rise)];
    const up = Math.tan(this.camera.fov * Math.PI / 360) * 0.94;
    const across = up * this.camera.aspect;
    const target = box.getCenter(this.target.clone());
    let distance = 0;
    for (let round = 0; round < 4; round++) {
      const seen = [];
      distance = 0;
      for (let corner = 0; corner < 8; corner++) {
        const x = (corner & 1 ? box.max.x : box.min.x) - target.x;
        const y = (corner & 2 ? box.max.y : box.min.y) - target.y;
        const z = (corner & 4 ? box.max.z : box.min.z) - target.z;
        const place = [ca * y - sa * x, cr * z - sr * (ca * x + sa * y), cr * (ca * x + sa * y) + sr * z];
        seen.push(place);
        distance = Math.max(distance, place[2] + Math.max(Math.abs(place[0]) / across, Math.abs(place[1]) / up));
      }
      const heights = seen.map(([, y, near]) => y / (distance - near));
      const shift = (Math.max(...heights) + Math.min(...heights)) / 2 * distance / sr;
      target.x -= ca * shift;
      target.y -= sa * shift;
    }
    this.look(target, distance, azimuth, rise);
  }

  turn(azimuth, rise) {
    this.azimuth += azimuth;
    this.rise = Math.min(Math.max(this.rise + rise, 0.05), 1.55);
    this.apply();
  }

  zoom(factor) {
    this.distance = Math.min(Math.max(this.distance * factor, 5), this.farthest);
    this.apply();
  }

  /** Moves the point along the ground by pixels. */
  move(dx, dy) {
    const scale = this.distance / this.canvas.clientHeight;
    this.side.set(-Math.sin(this.azimuth), Math.cos(this.azimuth), 0);
    this.ahead.set(-Math.cos(this.azimuth), -Math.sin(this.azimuth), 0);
    this.target.addScaledVector(this.side, -dx * scale);
    this.target.addScaledVector(this.ahead, dy * scale / Math.max(Math.sin(this.rise), 0.3));
    this.apply();
  }

  apply() {
    const flat = this.distance * Math.cos(this.rise);
    this.camera.position.set(this.target.x + flat * Math.cos(this.azimuth),
      this.target.y + flat * Math.sin(this.azimuth), this.target.z + this.distance * Math.sin(this.rise));
    this.camera.near = this.distance / 200;
    this.camera.far = this.distance + this.farthest * 2;
    this.camera.lookAt(this.target);
    this.camera.updateProjectionMatrix();
    this.changed();
  }
}
