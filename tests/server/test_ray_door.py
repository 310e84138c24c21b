"""What Ray's proxy knows before it sends a request to a replica."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.responses import PlainTextResponse

from gan_core.server import ray_door
from gan_core.server.ray_door import Door
from gan_core.server.seats import Seats
from tests.server.test_seats import ANNA, BOB, FILE, GUEST


class House:
    """The replicas: they take what comes until they are full."""

    def __init__(self) -> None:
        self.status, self.asked = 200, 0
        self.go = asyncio.Event()
        self.go.set()

    async def __call__(self, scope, receive, send) -> None:
        self.asked += 1
        await self.go.wait()
        await PlainTextResponse("", self.status)(scope, receive, send)


@asynccontextmanager
async def client(house: House):
    transport = httpx.ASGITransport(Door(house, Seats.read(FILE)))
    async with httpx.AsyncClient(transport=transport, base_url="http://engine") as connected:
        yield connected


def as_(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_seat_has_as_many_jobs_as_its_quota_wherever_they_run() -> None:
    async def scene() -> None:
        house = House()
        house.go.clear()
        async with client(house) as engine:

            def post(token: str):
                return engine.post("/v1/jobs/stylize", headers=as_(token), content=b"body")

            two = [asyncio.create_task(post(ANNA)) for _ in range(2)]  # what anna may have
            while house.asked < 2:
                await asyncio.sleep(0)
            refused = await post(ANNA)
            assert refused.status_code == 429 and "2 jobs" in refused.json()["error"]
            bob = asyncio.create_task(post(BOB))
            house.go.set()
            assert [(await each).status_code for each in (*two, bob)] == [200] * 3
            assert (await post(ANNA)).status_code == 200

    asyncio.run(scene())


@pytest.mark.parametrize(("seconds", "asked"), [(3600, 1), (0, 2)])
def test_a_full_house_is_told_at_the_door_for_a_while(monkeypatch, seconds, asked) -> None:
    monkeypatch.setattr(ray_door, "_FULL", seconds)

    async def scene() -> None:
        house = House()
        house.status = 503
        async with client(house) as engine:
            await engine.post("/v1/jobs/stylize", headers=as_(ANNA))
            second = await engine.post("/v1/jobs/stylize", headers=as_(BOB), content=b"a picture")
            assert second.status_code == 503 and house.asked == asked
            if asked == 1:
                assert "too much to do" in second.json()["error"] and second.headers["Retry-After"]
            house.status = 200
            answer = await engine.get("/v1/health", headers=as_(BOB))
            assert answer.status_code == 200, "only jobs are refused at the door"

    asyncio.run(scene())


def test_a_stranger_is_left_to_the_engine() -> None:
    async def scene() -> None:
        house = House()
        async with client(house) as engine:
            for _ in range(9):
                await engine.post("/v1/jobs/stylize", headers=as_("whoever"))
                await engine.post("/v1/jobs/stylize")
        assert house.asked == 18

    asyncio.run(scene())


def test_the_proxy_is_told_digests_and_quotas_but_no_token() -> None:
    told = ray_door.environment(Seats.read(FILE))
    assert not any(token in value for token in (ANNA, BOB, GUEST) for value in told.values())
    seats = ray_door.seats_of(told)
    assert [*seats] == [*Seats.read(FILE)]
    found = seats.whose(ANNA)
    assert found is not None and (found.name, found.jobs) == ("anna", 2)
