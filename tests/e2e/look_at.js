// What a test sees of a page that lies open: evaluated in it, it brings what is to be judged.
async () => {
  const shifts = [];
  const observer = new PerformanceObserver((list) => shifts.push(...list.getEntries()));
  observer.observe({ type: 'layout-shift', buffered: true });
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const everywhere = (root) =>
    [...root.querySelectorAll('*')].flatMap((node) => [node, ...(node.shadowRoot ? everywhere(node.shadowRoot) : [])]);
  const named = (node) => ((node.nodeType === 1 ? node : node.parentElement)?.cloneNode(false).outerHTML ?? "").slice(0, 160);
  const isSeen = (node) => node.checkVisibility({ visibilityProperty: true }) && node.getClientRects().length > 0;
  const root = document.documentElement;

  await document.fonts.ready;
  const images = everywhere(document.body).filter((node) => node.localName === 'img' && isSeen(node));
  const below = images.filter((image) => image.getBoundingClientRect().top >= innerHeight);
  const found = {
    sizeless: images.filter((image) => !image.getAttribute('width') || !image.getAttribute('height')).map(named),
    eager: below.filter((image) => image.loading !== 'lazy').map(named),
  };

  for (let top = 0; top < root.scrollHeight; top += innerHeight) {
    scrollTo({ top, behavior: 'instant' });
    await frame();
  }
  const isNear = ({ left, right }) => right > 0 && left < innerWidth; // leaves of a book lie beside one another
  const near = images.filter((image) => isNear(image.getBoundingClientRect()));
  await Promise.race([
    Promise.allSettled(near.map((image) => image.decode())),
    new Promise((done) => setTimeout(done, 3000)),
  ]);
  await frame();
  found.broken = near.filter((image) => image.src && image.complete && !image.naturalWidth).map(named);

  // What lies in something that is scrolled or cut on purpose may be wider than the screen.
  const isContained = (node) => {
    for (let at = node.parentElement ?? node.getRootNode().host; at && at.localName !== 'main'; ) {
      if (getComputedStyle(at).overflowX !== 'visible') return true;
      at = at.parentElement ?? at.getRootNode().host;
    }
    return false;
  };
  const isBeyond = (node) => {
    const { left, right, width } = node.getBoundingClientRect();
    return width > 1 && (left < -1 || right > root.clientWidth + 1);
  };
  const shown = everywhere(document.body).filter((node) => !(node instanceof SVGElement) && isSeen(node));
  found.beyond = shown.filter((node) => isBeyond(node) && !isContained(node)).map(named);
  found.tooWide = root.scrollWidth - root.clientWidth;

  const sizes = new Map();
  for (const entry of [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]) {
    const { origin, pathname } = new URL(entry.name);
    if (origin === location.origin) sizes.set(pathname, Math.max(sizes.get(pathname) ?? 0, entry.encodedBodySize));
  }
  found.sizes = Object.fromEntries(sizes);

  shifts.push(...observer.takeRecords());
  const own = shifts.filter((shift) => !shift.hadRecentInput);
  found.shift = own.reduce((sum, { value }) => sum + value, 0);
  const place = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(' ');
  const told = ({ node, previousRect: from, currentRect: to }) =>
    `${node ? named(node) : 'gone'} from ${place(from)} to ${place(to)}`;
  found.moved = own.flatMap(({ sources }) => sources.map(told));
  return found;
}
