/** The files the page needs, by the path it asks for. They are served as they are; there is no other static file. */
import { fileURLToPath } from 'node:url';

interface PageAsset {
  readonly type: string;
  /** Absolute path. */
  readonly file: string;
}

const asset = (name: string, type: string): [string, PageAsset] => [
  `/assets/${name}`,
  { type, file: fileURLToPath(new URL(`./assets/${name}`, import.meta.url)) },
];

export const pageAssets: ReadonlyMap<string, PageAsset> = new Map([
  asset('tokens.css', 'text/css; charset=utf-8'),
  asset('page.css', 'text/css; charset=utf-8'),
  asset('follow.js', 'text/javascript; charset=utf-8'),
  asset('mark.svg', 'image/svg+xml'),
  asset('fonts/geist.woff2', 'font/woff2'),
  asset('fonts/geist-mono.woff2', 'font/woff2'),
  asset('fonts/OFL.txt', 'text/plain; charset=utf-8'),
]);

/** `Content-Security-Policy` under which the page works: no inline script or style, nothing from elsewhere. */
export const PAGE_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
