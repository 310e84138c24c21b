"""The same application on Ray Serve, where Ray is installed (`pip install ganvas[serve]`)."""

from __future__ import annotations

import os

import httpx
import numpy as np
import pytest

from tests.server import talk

ray = pytest.importorskip("ray")


@pytest.mark.slow
def test_a_job_on_ray_serve(monkeypatch) -> None:
    token = "a-token-for-the-tests"
    monkeypatch.setenv("GANVAS_TOKEN", token)
    from ray import serve

    from gan_core.server import ray_app

    ray.init(num_cpus=2, include_dashboard=False, runtime_env={"env_vars": dict(os.environ)})
    try:
        serve.run(ray_app.application({}))
        image = talk.noise(48, 48, 3)
        mask = np.zeros((48, 48, 1), np.uint8)
        mask[20:28, 20:28] = 255
        body = talk.job(talk.picture(image), talk.picture(mask, "L", "mask"), model="patches")
        headers = {"Authorization": f"Bearer {token}"}
        base = "http://127.0.0.1:8000"
        with httpx.Client(base_url=base, headers=headers, timeout=120, trust_env=False) as client:
            header, payload = talk.ask(client, "inpaint", body)[-1]
            assert client.get("/v1/health", headers={"Authorization": ""}).status_code == 401
        (result,) = talk.pictures(header, payload)
        np.testing.assert_array_equal(result[mask[..., 0] == 0], image[mask[..., 0] == 0])
    finally:
        serve.shutdown()
        ray.shutdown()
