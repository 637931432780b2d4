import type { FastifyRequest } from 'fastify';
import type { AppError } from '../errors/app-error.js';

const refusals = new WeakMap<FastifyRequest, AppError>();

/** Keeps why a request was refused, for who writes it down once it is answered. */
export function noteRefusal(request: FastifyRequest, error: AppError): void {
  refusals.set(request, error);
}

/** Why a request was refused, or undefined. */
export const refusalOf = (request: FastifyRequest): AppError | undefined => refusals.get(request);
