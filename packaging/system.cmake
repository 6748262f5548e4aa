# SPDX-License-Identifier: Apache-2.0
# What only a package installs, because it names fixed paths: units, users, settings below /etc. Their components (NAME_system) are
# left out of `cmake --install`, so that its result can be moved.

# rollcall_system_files(COMPONENT FOLDER FILE…)
function(rollcall_system_files component folder)
  install(FILES ${ARGN} DESTINATION ${folder} COMPONENT ${component}_system EXCLUDE_FROM_ALL)
endfunction()

set(units lib/systemd/system)
rollcall_system_files(server ${units} systemd/rollcalld.service)
rollcall_system_files(server lib/sysusers.d sysusers/rollcall-server.conf)
rollcall_system_files(server /etc/rollcall config/rollcalld.toml)
rollcall_system_files(agent ${units} systemd/rollcall-agent.service systemd/rollcall-reaper.service)
rollcall_system_files(agent lib/sysusers.d sysusers/rollcall-agent.conf)
rollcall_system_files(agent /etc/rollcall config/rollcall-agent.toml config/rollcall-reaper.toml)
