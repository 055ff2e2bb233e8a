/** Renders in a thread of its own: see previewer.ts. */
import { parentPort } from 'node:worker_threads';
import { type PreviewRequest, preview } from './preview.ts';

parentPort?.on('message', (request: PreviewRequest) => parentPort?.postMessage(preview(request)));
