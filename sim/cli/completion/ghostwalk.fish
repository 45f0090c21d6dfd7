# SPDX-License-Identifier: MIT
# Completion for fish. Which words fit the program itself knows; names of files are the shell's.

function __ghostwalk_candidates
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l lines ($words[1] help --candidates -- $words[2..] $typed 2>/dev/null)
    string join \n -- $lines[2..]
    switch "$lines[1]"
        case '= folders'
            __fish_complete_directories $typed
        case '= files'
            __fish_complete_path $typed
        case '= files *'
            __fish_complete_suffix .(string replace '= files ' '' -- $lines[1])
    end
end

complete -c ghostwalk -f -a '(__ghostwalk_candidates)'
