"""The pages of the app; the only package that imports Streamlit."""
