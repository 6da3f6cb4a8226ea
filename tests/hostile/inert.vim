" Opens what was exported as vim does, and tells of every file in which a modeline sets an option.
"
" vim -es -u NONE -N --cmd 'let folder = "FOLDER"' -S inert.vim: prints a line for each fault, and how many files were opened.

set nohidden noswapfile modelines=5

" All options as they are once a file is open, but whether modelines are obeyed.
function! s:opened(file, modeline)
  let v:errmsg = ''
  let &g:modeline = a:modeline
  silent! execute 'edit!' fnameescape(g:folder . '/' . a:file)
  let l:all = [getbufvar('', '&'), getwinvar(0, '&'), filter(split(execute('set!'), "\n"), 'v:val !~# "modeline$"'), v:errmsg]
  unlet l:all[0].modeline
  silent! bwipeout!
  return l:all
endfunction

let s:files = readdir(folder)
let s:told = []
for s:file in s:files
  let [s:without, s:with] = [s:opened(s:file, 0), s:opened(s:file, 1)]
  if s:without != s:with
    let s:changed = filter(copy(s:with[0]), 's:without[0][v:key] != v:val')
    call extend(s:changed, filter(copy(s:with[1]), 's:without[1][v:key] != v:val'))
    call add(s:told, s:file . ': a modeline sets ' . string(s:changed) . ' ' . s:with[3])
  endif
endfor
call writefile(s:told + [len(s:files) . ' files opened'], '/dev/stdout')
qall!
