// A consumer on the types that openapi-typescript made: `node consumer.js ADDRESS TOKEN`.
//
// Compiled strictly; prints what it has seen as JSON, for the test that runs it.

import createClient from "openapi-fetch";
import type { components, paths } from "./feed.js";

type Event = components["schemas"]["Event"];

const [address = "", token = ""] = process.argv.slice(2);
const client = createClient<paths>({
  baseUrl: address,
  headers: { Authorization: `Bearer ${token}` },
});

/** What an event says, narrowed by its type: this compiles only where the union has its types. */
function told(event: Event): string {
  switch (event.type) {
    case "visit.opened.v1": {
      const area: string = event.data.area;
      return `opened ${area}`;
    }
    case "visit.closed.v1": {
      const outcome: components["schemas"]["VisitClosedV1Data"]["outcome"] = event.data.outcome;
      return `closed ${outcome}`;
    }
    default:
      return event.type;
  }
}

const page = await client.GET("/events", { params: { query: { after: 0, limit: 1000 } } });
if (page.error) throw new Error(page.error.detail);
const beyond = await client.GET("/events", { params: { query: { after: 1_000_000 } } });
const head = await client.GET("/events/head");
console.log(
  JSON.stringify({
    events: page.data.map((event) => [told(event), event.position]),
    problem: beyond.error?.type,
    head: head.data?.position,
  }),
);
