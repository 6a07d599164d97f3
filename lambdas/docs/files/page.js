// Without the validator, which would send the description to a host of others.
window.SwaggerUIBundle({ url: 'openapi.json', dom_id: '#page', deepLinking: true, validatorUrl: null });
