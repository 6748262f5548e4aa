# SPDX-License-Identifier: Apache-2.0
"""Runs Rollcall and its peers and compares what they cost."""
