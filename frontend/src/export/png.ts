interface Picture {
  readonly layers: readonly HTMLCanvasElement[];
  readonly title: string;
  readonly ground: string;
  readonly ink: string;
}

const HEAD_PX = 30;

/** Canvases of one size, one over the other, under a title. */
export function toPng({ layers, title, ground, ink }: Picture): Promise<Blob | null> {
  const ratio = window.devicePixelRatio;
  const picture = document.createElement('canvas');
  picture.width = Math.max(...layers.map(({ width }) => width));
  picture.height = Math.max(...layers.map(({ height }) => height)) + HEAD_PX * ratio;
  const context = picture.getContext('2d');
  if (context === null) return Promise.resolve(null);
  context.fillStyle = ground;
  context.fillRect(0, 0, picture.width, picture.height);
  context.fillStyle = ink;
  context.font = `600 ${13 * ratio}px system-ui, sans-serif`;
  context.fillText(title, 12 * ratio, 20 * ratio);
  for (const layer of layers) context.drawImage(layer, 0, HEAD_PX * ratio);
  return new Promise((resolve) => picture.toBlob(resolve, 'image/png'));
}
