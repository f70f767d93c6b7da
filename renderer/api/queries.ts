// Written by `npm run graphql`.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** ISO 8601, UTC. */
  Time: { input: string; output: string; }
};

export type HomeQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  trashed: boolean;
  withFolders: boolean;
}>;


export type HomeQuery = { documents: { nextCursor: string | null, documents: Array<{ id: string, title: string, metaVersion: number, createdAt: string, changedAt: string, trashedAt: string | null, present: number, openComments: number, folder: { id: string } | null }> }, folders?: Array<{ id: string, title: string, metaVersion: number, createdAt: string, changedAt: string }> };

export type LibraryRowFragment = { id: string, title: string, metaVersion: number, createdAt: string, changedAt: string, trashedAt: string | null, folder: { id: string } | null };

export type LibraryFolderFragment = { id: string, title: string, metaVersion: number, createdAt: string, changedAt: string };

export type OpenCommentsSubscriptionVariables = Exact<{
  id: string;
}>;


export type OpenCommentsSubscription = { openComments: Array<{ id: string, createdAt: string, anchor: { from: string, to: string, quote: string, before: string, after: string } | null, entries: Array<{ id: string, author: string, name: string | null, at: string, text: string }> }> };

export type PanelThreadFragment = { id: string, createdAt: string, anchor: { from: string, to: string, quote: string, before: string, after: string } | null, entries: Array<{ id: string, author: string, name: string | null, at: string, text: string }> };

export type RowPresenceFragment = { present: number };

export type RowCommentsFragment = { openComments: number };

export type PeopleHereSubscriptionVariables = Exact<{
  id: string;
}>;


export type PeopleHereSubscription = { peopleHere: Array<{ client: number, name: string | null, color: string | null }> };

export type PanelPersonFragment = { client: number, name: string | null, color: string | null };

/** Id of the query Home. */
export const HOME = 'pOD25kkfO4eTVCUT'

/** Id of the query OpenComments. */
export const OPEN_COMMENTS = 'SX-bJEyaLvmiXUq-'

/** Id of the query PeopleHere. */
export const PEOPLE_HERE = '8HSaVp7PYnpVJHyH'
