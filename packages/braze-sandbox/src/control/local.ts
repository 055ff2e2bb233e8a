/**
 * The control API has no key, so it answers this machine only, also when the server listens elsewhere, and only under a name
 * of this machine, so that no web page can reach it by another name.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
const LOCAL_NAME = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/;

export const isLocal = (request: FastifyRequest): boolean =>
  LOOPBACK.test(request.socket.remoteAddress ?? '') && LOCAL_NAME.test(request.headers.host ?? '');

export const refuse = (reply: FastifyReply): FastifyReply =>
  reply.status(403).send({ message: 'The sandbox is controlled from its own machine only' });

export const bad = (reply: FastifyReply, message: string): FastifyReply => reply.status(400).send({ message });
