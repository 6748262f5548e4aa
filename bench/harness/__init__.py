# SPDX-License-Identifier: Apache-2.0
"""Runs Rollcall beside its peers and compares what both cost."""
