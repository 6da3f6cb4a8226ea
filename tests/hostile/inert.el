;;; inert.el --- Reads what was exported as Emacs does, and tells of everything in it that would act.  -*- lexical-binding: t -*-

;; emacs -Q --batch -l inert.el FOLDER: each file in it is FORM.NUMBER.  Prints a line for each fault, and how many files
;; were read.  A file whose form ends in "org" is read by Org, and exported as HTML with everything allowed to run.

(require 'cl-lib)
(require 'org)
(require 'org-element)
(require 'ox-html)

(defconst inert-elements
  '(org-data section headline property-drawer node-property quote-block paragraph plain-text link entity bold italic
    strike-through code line-break citation citation-reference)
  "What may stand in a quotation: words, lines, links, and a citation of our own record.")

(defvar inert-file nil)

(defun inert-tell (what &rest about)
  (princ (format "%s: %s\n" inert-file
                 (replace-regexp-in-string "[\n\r]" " " (apply #'format what about)))))

(defun inert-judge-element (element)
  (let ((type (org-element-type element)))
    (cond ((not (memq type inert-elements))
           (inert-tell "%s: %.80s" type (org-element-interpret-data element)))
          ((and (eq type 'link) (not (string-match-p "\\`https?:" (org-element-property :raw-link element))))
           (inert-tell "link to %s" (org-element-property :raw-link element)))
          ;; A headline of a stranger's words is no task and has no tags.
          ((and (eq type 'headline)
                (or (org-element-property :todo-keyword element) (org-element-property :priority element)
                    (org-element-property :tags element) (org-element-property :commentedp element)))
           (inert-tell "headline that is more than words: %s" (org-element-property :raw-value element))))))

;; Whatever of this is called, something was run, included or fetched.
(dolist (acts '(org-babel-execute-src-block shell-command call-process call-process-region start-process make-process
                url-retrieve url-retrieve-synchronously org-macro--eval org-export--prepare-file-contents org-eval
                org-link-open-from-string find-file))
  (when (fboundp acts)
    (advice-add acts :before
                (lambda (&rest about) (when inert-file (inert-tell "%s is called: %.80S" acts about))))))

(defun inert-judge-html (html)
  "Hold exported HTML to links of the web and to what sets words."
  (with-temp-buffer
    (insert html)
    (goto-char (point-min))
    (while (re-search-forward "<\\([a-z0-9]+\\)\\([^>]*\\)>" nil t)
      (let ((tag (match-string 1)) (about (match-string 2)))
        (unless (member tag '("a" "b" "i" "del" "code" "br" "p" "div" "blockquote" "span" "img" "h1" "h2" "h3" "h4"))
          (inert-tell "<%s> in HTML" tag))
        (when (string-match "\\(href\\|src\\|on[a-z]+\\)=\"\\([^\"]*\\)" about)
          ;; Org shows the picture that an address of the web leads to.
          (unless (and (member (match-string 1 about) '("href" "src"))
                       (string-match-p "\\`\\(https?:\\|#\\)" (match-string 2 about)))
            (inert-tell "%s in HTML" about)))))))

(defun inert-read-org ()
  (let ((org-inhibit-startup t))
    (org-mode))
  (org-element-map (org-element-parse-buffer) (cons 'plain-text (append org-element-all-elements org-element-all-objects))
    #'inert-judge-element nil nil nil t)
  (let ((org-confirm-babel-evaluate nil)
        (org-export-use-babel t)
        (org-export-with-toc nil)
        (org-export-with-broken-links t)
        (org-export-with-section-numbers nil)
        (org-cite-export-processors nil))
    (inert-judge-html (org-export-as 'html nil nil t))))

(defun inert-read (path)
  (setq inert-file nil)
  ;; Every variable that a file asks for would be set, and everything it asks to be evaluated would be.
  (let ((enable-local-variables :all) (enable-local-eval t) (enable-dir-local-variables nil)
        (large-file-warning-threshold nil) (vc-handled-backends nil) (name (file-name-nondirectory path)))
    (with-temp-buffer
      (insert-file-contents path)
      (setq buffer-file-name path)
      (setq inert-file name)
      (cl-letf (((symbol-function 'hack-local-variables-apply) #'ignore))
        (hack-local-variables))
      (when file-local-variables-alist
        (inert-tell "variables of the file: %S" file-local-variables-alist))
      (goto-char (point-min))
      (when (set-auto-mode-1) (inert-tell "a mode in the first line"))
      (when (string-match-p "org\\." name)
        (condition-case problem (inert-read-org)
          (error (inert-tell "not read: %S" problem))))
      (setq inert-file nil buffer-file-name nil)
      (set-buffer-modified-p nil))))

;; What Emacs calls of itself the first time is no fault.
(let ((inert-file nil))
  (with-temp-buffer
    (insert "words")
    (org-mode)
    (org-export-as 'html nil nil t)))

(let ((files (directory-files (car command-line-args-left) t "\\`[^.]")) (inhibit-message t))
  (dolist (file files) (inert-read file))
  (princ (format "%d files read\n" (length files))))
