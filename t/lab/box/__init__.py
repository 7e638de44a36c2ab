# SPDX-License-Identifier: Apache-2.0
#
# The laboratory in a box: what t/lab/lab is made of. `network` reads what the
# network is, `node` makes one machine of it, `frr` and `service` say what runs
# on it, `build` puts all together, `fault` breaks it, `ask` looks at it, `keeper`
# is the process all of it lives under, `site` writes nwops's configuration, `drive`
# holds nwops against the truth of a fault, by what `compare` finds amiss.
# Belongs here: the real network. Does not: what nwops should make of it
# (t/lab/truth.yaml).
