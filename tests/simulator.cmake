# SPDX-License-Identifier: Apache-2.0
add_subdirectory(simulator)
cckm_test(simulator/simulator
  SOURCES simulator/appliance_test.cc simulator/control_orders_test.cc
    simulator/control_test.cc simulator/default_world_test.cc simulator/key_containers_test.cc
    simulator/run_history_test.cc simulator/run_list_test.cc simulator/scheduler_test.cc
  LIBRARIES cckm_simulator_lib Boost::headers OpenSSL::SSL Threads::Threads)
