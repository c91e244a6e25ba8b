// Programs that are Python packages and import the code that they are pointed at: from another Python they find nothing
// of the project's. Formatters and the like, which only read, are not here.

/** The program, and the package that brings it. */
export const pythonTools: ReadonlyMap<string, string> = new Map([
  ["bokeh", "bokeh"],
  ["celery", "celery"],
  ["coverage", "coverage"],
  ["fastapi", "fastapi[standard]"],
  ["flask", "flask"],
  ["gunicorn", "gunicorn"],
  ["ipython", "ipython"],
  ["jupyter", "jupyterlab"],
  ["jupyter-lab", "jupyterlab"],
  ["jupyter-nbconvert", "nbconvert"],
  ["jupyter-notebook", "notebook"],
  ["marimo", "marimo"],
  ["mlflow", "mlflow"],
  ["mypy", "mypy"],
  ["panel", "panel"],
  ["papermill", "papermill"],
  ["py.test", "pytest"],
  ["pylint", "pylint"],
  ["pytest", "pytest"],
  ["sphinx-build", "sphinx"],
  ["streamlit", "streamlit"],
  ["uvicorn", "uvicorn"],
  ["voila", "voila"],
]);
