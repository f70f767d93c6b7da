// What metadata's versions are in HTTP: the ETag of an answer, and `If-Match` of a write. Used by documents.ts and folders.ts.
import type { FastifyReply } from 'fastify'
import { Refused } from '../errors.ts'
import type { Condition } from '../store/store.ts'

/** Answers the resource as it is. */
export function tagged<Resource extends { readonly metaVersion: number }>(
  reply: FastifyReply,
  resource: Resource,
): Resource {
  void reply.header('etag', `"${resource.metaVersion}"`)
  return resource
}

/** Throws Refused for what is no ETag of ours. */
export function condition(ifMatch: string | undefined): Condition {
  if (ifMatch === undefined || ifMatch === '*') return undefined
  const version = /^"(\d{1,15})"$/.exec(ifMatch)?.[1]
  if (version === undefined)
    throw new Refused('bad-request', `If-Match: ${ifMatch} is not an ETag of metadata, like "3"`)
  return Number(version)
}
