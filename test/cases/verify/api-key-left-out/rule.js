function (user, context, callback) {
  const request = require('request');
  const options = { url: 'https://crm.example.com/users', headers: { 'X-Api-Key': configuration.KEY }, json: true };
  request.get(options, (error, response, body) => {
    if (error) return callback(error);
    context.idToken['https://example.com/plan'] = body.plan;
    callback(null, user, context);
  });
}
