function knownDevice(user, context, callback) {
  var device = context.request.body.device || context.request.query.device;
  if (context.request.body && context.request.body.client_id && !device) {
    return callback(new UnauthorizedError('Which device?'));
  }
  context.idToken['https://example.com/device'] = device;
  callback(null, user, context);
}
