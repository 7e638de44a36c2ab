# SPDX-License-Identifier: Apache-2.0
#
# How the laboratory is broken. NEEDSWORK: nothing can be broken yet.

from .node import LabError


def those_on():
    return []


def switch(_network, _state, name, _how):
    raise LabError(f"there is no fault '{name}'")
