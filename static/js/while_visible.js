// What asks again and again by itself stops while nobody sees the page.
document.addEventListener("htmx:before:request", (event) => {
  const asking = event.target.closest?.("[data-while-visible]");
  if (document.hidden && asking === event.target) {
    event.preventDefault();
  }
});
