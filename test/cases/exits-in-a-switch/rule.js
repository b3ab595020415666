function (user, context, callback) {
  switch (context.clientName) {
    case 'staff':
      context.idToken['https://example.com/role'] = 'staff';
      callback(null, user, context);
      break;
    case 'bad':
      return callback(new UnauthorizedError('bad'));
      break;
    case 'worse':
      callback(new UnauthorizedError('worse'));
      break;
    default:
      return callback(null, user, context);
  }
}
