// The main story against a running demo, told in the types of the generated client: a resident
// complains, the grid leader answers, a supervisor splits a grid and takes it back, and the city
// sends one ticket twice.

import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./api";

type Schemas = components["schemas"];
type Api = Client<paths>;

const baseUrl = process.argv[2] ?? "http://127.0.0.1:8080";
const password = "weipu-demo";

/** A client of somebody; of nobody without a token. */
function client(token?: string): Api {
  const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  return createClient<paths>({ baseUrl, headers });
}

const nobody = client();

/** What was answered, or an end of the story that says why. */
function answered<T>(result: { data?: T; error?: Schemas["Problem"]; response: Response }): T {
  if (result.data === undefined) {
    throw new Error(`${result.response.status} ${result.error?.code}: ${result.error?.detail}`);
  }
  return result.data;
}

function expect(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`it is not so: ${what}`);
}

/** A header that marks a thing that is to be done once. */
function once(key: string = crypto.randomUUID()) {
  return { "Idempotency-Key": key };
}

async function signIn(name: string): Promise<Api> {
  const body = { name, password };
  const { status, tokens } = answered(await nobody.POST("/api/v1/auth/login", { body }));
  expect(status === "signed_in" && tokens != null, `${name} signs in`);
  return client(tokens.access_token);
}

async function complaint() {
  const place: Schemas["PlaceBody"] = { address: "柳荫一村3号楼" };
  const located = answered(await nobody.POST("/api/v1/locate", { body: place }));
  expect(located.responsible.unit.kind === "grid", "somebody of a grid answers for it");

  const body: Schemas["NewRequest"] = {
    place,
    category: "environment.noise",
    kind: "complaint",
    description: "夜里十二点以后楼下还在施工。",
    anonymous: true,
  };
  const sent = answered(
    await nobody.POST("/api/v1/requests", { params: { header: once() }, body }),
  );
  const secret = sent.receipt_secret;
  expect(sent.state === "assigned" && secret != null, "it is held and has a receipt");
  const path = { id: sent.id };

  const leader = await signIn("grid-leader");
  const inbox = answered(await leader.GET("/api/v1/inbox", { params: { query: { limit: 200 } } }));
  const mine = inbox.items.find((item) => item.id === sent.id);
  expect(mine !== undefined, "it lies in the inbox of the grid leader");

  const move = async (api: Api, version: number, body: Schemas["NewTransition"]) => {
    const header = { ...once(), "If-Match": `W/"${version}"` };
    const params = { path, header };
    const moved = answered(
      await api.POST("/api/v1/requests/{id}/transitions", { params, body }),
    );
    expect("version" in moved, "it can still be seen");
    return moved.version;
  };
  let version = await move(leader, mine.version, { action: "accept" });
  version = await move(leader, version, { action: "start" });
  version = await move(leader, version, {
    action: "resolve",
    outcome: "solved",
    reply: "已与工地约定，夜间十点后停工。",
  });

  const followed = answered(
    await nobody.POST("/api/v1/requests/{id}/receipt", { params: { path }, body: { secret } }),
  );
  expect(followed.state === "resolved", "the receipt tells that it is answered");
  version = await move(nobody, followed.version, {
    action: "verdict",
    receipt_secret: secret,
    solved: true,
    satisfaction: "satisfied",
  });
  expect(version > followed.version, "the verdict counts");
}

/** The meridian through the middle of a polygon, from south of it to north of it. */
function meridian(geometry: Schemas["Geometry"]): [number, number][] {
  const rings = geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();
  const positions = rings.flat();
  const lons = positions.map((position) => position[0] ?? 0);
  const lats = positions.map((position) => position[1] ?? 0);
  const lon = (Math.min(...lons) + Math.max(...lons)) / 2;
  return [
    [lon, Math.min(...lats) - 0.001],
    [lon, Math.max(...lats) + 0.001],
  ];
}

async function splitting() {
  const supervisor = await signIn("supervisor");
  const grids = answered(
    await supervisor.GET("/api/v1/grids", { params: { query: { limit: 200 } } }),
  );
  const grid = grids.items.find((one) => one.name === "柳荫二村网格");
  expect(grid !== undefined, "the grid is there");
  const boundary = answered(
    await supervisor.GET("/api/v1/grids/{id}/boundary", { params: { path: { id: grid.id } } }),
  );
  const groups = answered(
    await supervisor.GET("/api/v1/grids/{id}/building-groups", {
      params: { path: { id: grid.id }, query: { limit: 200 } },
    }),
  );
  // Their addresses have no points, so that the supervisor says where they belong: the last one
  // goes to the new grid.
  const last = groups.items.length - 1;
  const building_groups = groups.items.map((group, index) => ({
    building_group: group.id,
    part: index === last ? 1 : 0,
  }));

  const drafted = answered(
    await supervisor.POST("/api/v1/reassignments", {
      params: { header: once() },
      body: { reason: "workload", note: "柳荫二村一分为二" },
    }),
  );
  const path = { id: drafted.id };
  const code = `SPLIT-${crypto.randomUUID().slice(0, 8)}`;
  const operation: Schemas["Operation"] = {
    split_grid: {
      grid: grid.id,
      line: meridian(boundary.geometry),
      parts: [{}, { code, name: "柳荫二村东网格" }],
      building_groups,
    },
  };
  const added = answered(
    await supervisor.POST("/api/v1/reassignments/{id}/operations", {
      params: { path, header: once() },
      body: { operation, version: drafted.version },
    }),
  );
  const previewed = answered(
    await supervisor.POST("/api/v1/reassignments/{id}/preview", {
      params: { path, header: once() },
      body: { version: added.version },
    }),
  );
  expect(previewed.preview.problems.length === 0, JSON.stringify(previewed.preview.problems));
  expect(previewed.digest != null, "it has a digest");
  const applied = answered(
    await supervisor.POST("/api/v1/reassignments/{id}/apply", {
      params: { path, header: once() },
      body: { digest: previewed.digest, version: previewed.version },
    }),
  );
  expect(applied.state === "applied", "the grid is split");

  const undoing = answered(
    await supervisor.POST("/api/v1/reassignments/{id}/undo", {
      params: { path, header: once() },
      body: { version: applied.version },
    }),
  );
  const back = { id: undoing.id };
  const looked = answered(
    await supervisor.POST("/api/v1/reassignments/{id}/preview", {
      params: { path: back, header: once() },
      body: { version: undoing.version },
    }),
  );
  expect(looked.digest != null, "what undoes it has a digest");
  const undone = answered(
    await supervisor.POST("/api/v1/reassignments/{id}/apply", {
      params: { path: back, header: once() },
      body: { digest: looked.digest, version: looked.version },
    }),
  );
  expect(undone.state === "applied", "the grid is whole again");
}

async function ticketTwice() {
  const city = await signIn("city-platform");
  const body: Schemas["NewRequest"] = {
    place: { address: "银杏路58弄2号楼", grid_code: "319901100" },
    category: "environment.noise",
    kind: "complaint",
    channel: "city_platform",
    description: "市民反映深夜施工扰民。",
    contact_name: "王某",
    contact_phone: "13800001234",
    external_ref: { system: "sh12345", number: crypto.randomUUID() },
  };
  const send = () => city.POST("/api/v1/requests", { params: { header: once() }, body });
  const first = answered(await send());
  const again = answered(await send());
  expect(first.id === again.id, "the same ticket is one request");
}

await complaint();
await splitting();
await ticketTwice();
console.log("the TypeScript client has told the story");
