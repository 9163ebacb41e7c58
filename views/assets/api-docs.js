/* Swagger UI on its page; nothing is asked of any other site, and the token that somebody tries it with is not kept. */
const place = document.getElementById('api-docs')
SwaggerUIBundle({
  domNode: place, url: place.dataset.document, validatorUrl: null, persistAuthorization: false,
  docExpansion: 'list', defaultModelsExpandDepth: 0, filter: true, deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis], layout: 'BaseLayout',
})
