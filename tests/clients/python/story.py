"""The main story against a running demo, told with the generated Python client: a resident
complains, the grid leader answers, a supervisor splits a grid and takes it back, and the city
sends one ticket twice."""

import sys
from collections.abc import Iterator
from typing import TypeVar
from uuid import UUID, uuid4

from wangge_client import AuthenticatedClient, Client
from wangge_client.api.building_groups import list_building_groups
from wangge_client.api.grids import list_grids, read_boundary
from wangge_client.api.places import locate_place
from wangge_client.api.reassignments import (
    add_operation,
    apply_reassignment,
    create_reassignment,
    preview_reassignment,
    undo_reassignment,
)
from wangge_client.api.requests import follow_request, make_transition, read_inbox, submit_request
from wangge_client.api.sign_in import sign_in
from wangge_client.models import (
    Channel,
    CredentialsBody,
    GoneRequest,
    GridPart,
    GroupPart,
    NewExternalRef,
    NewOperation,
    NewRequest,
    NewTransition,
    OperationSplitGrid,
    PlaceBody,
    Polygon,
    Problem,
    ReassignmentBody,
    ReassignmentReason,
    ReceiptBody,
    RequestAction,
    RequestKind,
    RequestState,
    ResolutionOutcome,
    Satisfaction,
    SeenPreview,
    SignInStatus,
    SplitGrid,
    TokensView,
    VersionBody,
)

T = TypeVar("T")
BASE_URL = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"
PASSWORD = "weipu-demo"


def answered(result: T | Problem | None) -> T:
    """What was answered, or an end of the story that says why."""
    if result is None or isinstance(result, Problem):
        raise SystemExit(f"refused: {result}")
    return result


def expect(holds: bool, what: str) -> None:
    if not holds:
        raise SystemExit(f"it is not so: {what}")


def once() -> str:
    """A key for a thing that is to be done once."""
    return str(uuid4())


def nobody() -> Client:
    return Client(base_url=BASE_URL)


def signed_in(name: str) -> AuthenticatedClient:
    body = CredentialsBody(name=name, password=PASSWORD)
    view = answered(sign_in.sync(client=nobody(), body=body))
    tokens = view.tokens
    if view.status != SignInStatus.SIGNED_IN or not isinstance(tokens, TokensView):
        raise SystemExit(f"{name} does not sign in: {view}")
    return AuthenticatedClient(base_url=BASE_URL, token=tokens.access_token)


def moved(client: Client | AuthenticatedClient, request: UUID, version: int, body: NewTransition) -> int:
    """The version after a move of a request that stays in sight."""
    answer = answered(
        make_transition.sync(
            request, client=client, body=body, idempotency_key=once(), if_match=f'W/"{version}"'
        )
    )
    if isinstance(answer, GoneRequest):
        raise SystemExit("the request went out of sight")
    return answer.version


def complaint() -> None:
    place = PlaceBody(address="柳荫一村3号楼")
    located = answered(locate_place.sync(client=nobody(), body=place))
    expect(located.responsible.unit.kind == "grid", "somebody of a grid answers for it")
    body = NewRequest(
        place=place,
        category="environment.noise",
        kind=RequestKind.COMPLAINT,
        description="夜里十二点以后楼下还在施工。",
        anonymous=True,
    )
    sent = answered(submit_request.sync(client=nobody(), body=body, idempotency_key=once()))
    secret = sent.receipt_secret
    if not isinstance(secret, str):
        raise SystemExit("there is no receipt")

    leader = signed_in("grid-leader")
    inbox = answered(read_inbox.sync(client=leader, limit=200))
    mine = next((item for item in inbox.items if item.id == sent.id), None)
    if mine is None:
        raise SystemExit("it does not lie in the inbox of the grid leader")
    version = moved(leader, sent.id, mine.version, NewTransition(action=RequestAction.ACCEPT))
    version = moved(leader, sent.id, version, NewTransition(action=RequestAction.START))
    answer = NewTransition(
        action=RequestAction.RESOLVE,
        outcome=ResolutionOutcome.SOLVED,
        reply="已与工地约定，夜间十点后停工。",
    )
    moved(leader, sent.id, version, answer)

    receipt = ReceiptBody(secret=secret)
    followed = answered(follow_request.sync(sent.id, client=nobody(), body=receipt))
    expect(followed.state == RequestState.RESOLVED, "the receipt tells that it is answered")
    verdict = NewTransition(
        action=RequestAction.VERDICT,
        receipt_secret=secret,
        solved=True,
        satisfaction=Satisfaction.SATISFIED,
    )
    expect(moved(nobody(), sent.id, followed.version, verdict) > followed.version, "it counts")


def positions(coordinates: list) -> Iterator[tuple[float, float]]:
    """The positions of coordinates, however deep they lie."""
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield coordinates[0], coordinates[1]
        return
    for inner in coordinates:
        yield from positions(inner)


def splitting() -> None:
    supervisor = signed_in("supervisor")
    grids = answered(list_grids.sync(client=supervisor, limit=200))
    grid = next((one for one in grids.items if one.name == "柳荫三村网格"), None)
    if grid is None:
        raise SystemExit("the grid is not there")
    geometry = answered(read_boundary.sync(grid.id, client=supervisor)).geometry
    expect(isinstance(geometry, Polygon), "it is one polygon")
    lons, lats = zip(*positions(geometry.coordinates), strict=True)
    lon = (min(lons) + max(lons)) / 2
    line = [[lon, min(lats) - 0.001], [lon, max(lats) + 0.001]]
    groups = answered(list_building_groups.sync(grid.id, client=supervisor, limit=200))
    # Their addresses have no points, so that the supervisor says where they belong: the last one
    # goes to the new grid.
    last = len(groups.items) - 1
    building_groups = [
        GroupPart(building_group=group.id, part=int(index == last))
        for index, group in enumerate(groups.items)
    ]

    body = ReassignmentBody(reason=ReassignmentReason.WORKLOAD, note="柳荫三村一分为二")
    drafted = answered(
        create_reassignment.sync(client=supervisor, body=body, idempotency_key=once())
    )
    east = GridPart(code=f"SPLIT-{once()[:8]}", name="柳荫三村东网格")
    operation = OperationSplitGrid(
        split_grid=SplitGrid(
            grid=grid.id,
            line=line,
            parts=[GridPart(), east],
            building_groups=building_groups,
        )
    )
    added = answered(
        add_operation.sync(
            drafted.id,
            client=supervisor,
            body=NewOperation(operation=operation, version=drafted.version),
            idempotency_key=once(),
        )
    )
    applied = previewed_and_applied(supervisor, drafted.id, added.version)
    undoing = answered(
        undo_reassignment.sync(
            drafted.id,
            client=supervisor,
            body=VersionBody(version=applied),
            idempotency_key=once(),
        )
    )
    previewed_and_applied(supervisor, undoing.id, undoing.version)


def previewed_and_applied(client: AuthenticatedClient, change_set: UUID, version: int) -> int:
    """The version of a change set that was looked at and then applied."""
    seen = answered(
        preview_reassignment.sync(
            change_set,
            client=client,
            body=VersionBody(version=version),
            idempotency_key=once(),
        )
    )
    expect(not seen.preview.problems, str(seen.preview.problems))
    if not isinstance(seen.digest, str):
        raise SystemExit("the preview has no digest")
    applied = answered(
        apply_reassignment.sync(
            change_set,
            client=client,
            body=SeenPreview(digest=seen.digest, version=seen.version),
            idempotency_key=once(),
        )
    )
    expect(applied.state == "applied", "it is applied")
    return applied.version


def ticket_twice() -> None:
    city = signed_in("city-platform")
    body = NewRequest(
        place=PlaceBody(address="银杏路58弄2号楼", grid_code="319901100"),
        category="environment.noise",
        kind=RequestKind.COMPLAINT,
        channel=Channel.CITY_PLATFORM,
        description="市民反映深夜施工扰民。",
        contact_name="王某",
        contact_phone="13800001234",
        external_ref=NewExternalRef(system="sh12345", number=once()),
    )

    def send() -> UUID:
        return answered(submit_request.sync(client=city, body=body, idempotency_key=once())).id

    expect(send() == send(), "the same ticket is one request")


complaint()
splitting()
ticket_twice()
print("the Python client has told the story")
