"""Every source that the package has, against its own sample."""

import pytest

from leadline.sources import _sample
from leadline.sources._source import find, load


@pytest.mark.parametrize("name", find())
def test_a_source_reads_its_sample_as_expected(name: str) -> None:
    assert list(_sample.run(load(find()[name])))
