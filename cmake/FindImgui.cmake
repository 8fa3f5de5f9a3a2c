# Dear ImGui as Debian packages it: one static library with its backends, drawn by FreeType, its copy of stb left out.
#
# Defines the target Imgui::Imgui.

include(FindPackageHandleStandardArgs)

find_path(Imgui_INCLUDE_DIR imgui.h PATH_SUFFIXES imgui)
find_library(Imgui_LIBRARY imgui)
find_library(Imgui_STB_LIBRARY stb)
find_package(Freetype)
find_package_handle_standard_args(Imgui REQUIRED_VARS Imgui_LIBRARY Imgui_STB_LIBRARY Imgui_INCLUDE_DIR Freetype_FOUND)

if(Imgui_FOUND AND NOT TARGET Imgui::Imgui)
    add_library(Imgui::Imgui UNKNOWN IMPORTED)
    set_target_properties(
        Imgui::Imgui
        PROPERTIES IMPORTED_LOCATION "${Imgui_LIBRARY}"
                   INTERFACE_INCLUDE_DIRECTORIES "${Imgui_INCLUDE_DIR};${Imgui_INCLUDE_DIR}/backends"
                   INTERFACE_LINK_LIBRARIES "${Imgui_STB_LIBRARY};Freetype::Freetype;${CMAKE_DL_LIBS}"
    )
endif()
