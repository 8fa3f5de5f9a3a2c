# How this project declares targets: one library per top-level folder, thin programs, one helper per kind.
#
#   sosw_add_library(core)                         static library sosw_core, alias sosw::core
#   sosw_add_program(sosw)                         program in <build>/bin
#   sosw_add_test(NAME task_manager_test           GoogleTest program, registered with CTest
#                 SOURCES task_manager_test.cpp
#                 LIBRARIES sosw::core             optional; GoogleMock and its main are always linked
#                 LABELS unit)                     unit, contract, scenario, sim, slow
#   sosw_add_bench(NAME queue_bench                Google Benchmark program, part of the target `benches`
#                  SOURCES queue_bench.cpp LIBRARIES sosw::backends)
#
# Sources of libraries and programs are added by each subfolder with target_sources().

include_guard(GLOBAL)

add_library(sosw_warnings INTERFACE)
target_compile_options(
    sosw_warnings
    INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Wnon-virtual-dtor
              -Woverloaded-virtual -Wundef
              $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond;-Wlogical-op;-Wno-restrict>
              # g++ 12 at -O3 sees the bounds of nlohmann's map where there is none.
              $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-array-bounds>
              $<$<BOOL:${SOSW_WARNINGS_AS_ERRORS}>:-Werror>
)

if(PROJECT_IS_TOP_LEVEL)
    find_program(SOSW_CCACHE ccache)
    find_program(SOSW_MOLD mold)
endif()

# What every target of ours shares. Includes are spelled from the root of the project.
function(sosw_target_defaults target)
    target_compile_features(${target} PUBLIC cxx_std_20)
    target_include_directories(${target} PUBLIC "${PROJECT_SOURCE_DIR}")
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:sosw_warnings>)
    set_target_properties(
        ${target} PROPERTIES CXX_EXTENSIONS OFF RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin"
    )
    if(SOSW_CCACHE)
        set_target_properties(${target} PROPERTIES CXX_COMPILER_LAUNCHER "${SOSW_CCACHE}")
    endif()
    get_target_property(type ${target} TYPE)
    if(SOSW_MOLD AND type STREQUAL "EXECUTABLE")
        target_link_options(${target} PRIVATE -fuse-ld=mold)
    endif()
endfunction()

# An archive may have no source yet; the linker and CMake want one all the same.
function(sosw_tolerate_empty target)
    get_target_property(sources ${target} SOURCES)
    if(NOT sources)
        set(empty "${CMAKE_CURRENT_BINARY_DIR}/${target}_empty.cpp")
        file(CONFIGURE OUTPUT "${empty}" CONTENT "")
        target_sources(${target} PRIVATE "${empty}")
    endif()
endfunction()

function(sosw_add_library name)
    add_library(sosw_${name} STATIC)
    add_library(sosw::${name} ALIAS sosw_${name})
    sosw_target_defaults(sosw_${name})
    cmake_language(EVAL CODE "cmake_language(DEFER CALL sosw_tolerate_empty sosw_${name})")
endfunction()

function(sosw_add_program name)
    add_executable(${name})
    sosw_target_defaults(${name})
endfunction()

# A simulation makes millions of small items: with mimalloc a run takes a fifth less time than with glibc's malloc.
# Nothing names it, so the linker must be told to keep it.
function(sosw_use_fast_allocator name)
    if(SOSW_FAST_ALLOCATOR AND TARGET mimalloc)
        target_link_libraries(${name} PRIVATE -Wl,--push-state,--no-as-needed mimalloc -Wl,--pop-state)
    endif()
endfunction()

# Every test becomes a CTest entry of its own, so that tests run in parallel, one crash hides no other test, and
# `ctest -R` finds them by name. They are listed when CTest starts, not after each link.
function(sosw_add_test)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME" "SOURCES;LIBRARIES;LABELS")
    sosw_add_program(${arg_NAME})
    target_sources(${arg_NAME} PRIVATE ${arg_SOURCES})
    target_link_libraries(${arg_NAME} PRIVATE ${arg_LIBRARIES} GTest::gmock GTest::gtest_main)
    gtest_discover_tests(
        ${arg_NAME}
        DISCOVERY_MODE PRE_TEST
        DISCOVERY_TIMEOUT 60
        NO_PRETTY_VALUES
        TEST_LIST tests
        PROPERTIES TIMEOUT 600
    )
    # gtest_discover_tests() would flatten a list of labels, so CTest reads them from a file of ours, after the tests.
    set(labels "${CMAKE_CURRENT_BINARY_DIR}/${arg_NAME}_labels.cmake")
    file(CONFIGURE OUTPUT "${labels}" CONTENT [[
if(tests)
    set_tests_properties(${tests} PROPERTIES LABELS "@arg_LABELS@")
endif()
unset(tests)
]] @ONLY)
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${labels}")
endfunction()

function(sosw_add_bench)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME" "SOURCES;LIBRARIES")
    sosw_add_program(${arg_NAME})
    sosw_use_fast_allocator(${arg_NAME})
    target_sources(${arg_NAME} PRIVATE ${arg_SOURCES})
    target_link_libraries(${arg_NAME} PRIVATE ${arg_LIBRARIES} benchmark::benchmark_main)
    add_dependencies(benches ${arg_NAME})
endfunction()
