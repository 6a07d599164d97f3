/** Answers in EC2's query protocol that moto does not give. */
import { randomUUID } from 'node:crypto';
import type { HttpAnswer } from '../processes/http.ts';
import { type Fault, marketOf } from './faults.ts';

/** EC2 throttles with 503 and refuses everything else with 400. */
const THROTTLES = ['RequestLimitExceeded', 'Unavailable', 'InternalError'];

const xml = (status: number, body: string): HttpAnswer => ({ status, type: 'text/xml;charset=UTF-8', body });

/** EC2's refusal of a whole request. */
export function refusal(fault: Fault): HttpAnswer {
  return xml(
    THROTTLES.includes(fault.code) ? 503 : 400,
    `<Response><Errors><Error><Code>${fault.code}</Code><Message>${fault.code} injected by the local stack</Message></Error></Errors><RequestID>${randomUUID()}</RequestID></Response>`,
  );
}

/** An instant fleet that got nothing. */
export function emptyFleet(fault: Fault, form: URLSearchParams): HttpAnswer {
  return xml(
    200,
    `<CreateFleetResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${randomUUID()}</requestId><fleetId>fleet-${randomUUID()}</fleetId>${errorSet(fault, form)}<fleetInstanceSet/></CreateFleetResponse>`,
  );
}

/** moto's answer to a smaller request, with the error that says why it is smaller. */
export function partialFleet(answer: HttpAnswer, fault: Fault, form: URLSearchParams): HttpAnswer {
  const withoutErrors = (answer.body ?? '').replace(/<errorSet>.*?<\/errorSet>|<errorSet\s*\/>/s, '');
  return {
    ...answer,
    body: withoutErrors.replace('</CreateFleetResponse>', `${errorSet(fault, form)}</CreateFleetResponse>`),
  };
}

/** The request for a fleet of `count` instances instead of as many as were asked for. */
export function smallerFleet(form: URLSearchParams, count: number): URLSearchParams {
  const smaller = new URLSearchParams(form);
  smaller.set('TargetCapacitySpecification.TotalTargetCapacity', String(count));
  smaller.delete('TargetCapacitySpecification.SpotTargetCapacity');
  smaller.delete('TargetCapacitySpecification.OnDemandTargetCapacity');
  return smaller;
}

function errorSet(fault: Fault, form: URLSearchParams): string {
  const prefix = 'LaunchTemplateConfigs.1.Overrides.1';
  const overrides = `<instanceType>${form.get(`${prefix}.InstanceType`)}</instanceType><subnetId>${form.get(`${prefix}.SubnetId`)}</subnetId>`;
  return `<errorSet><item><launchTemplateAndOverrides><overrides>${overrides}</overrides></launchTemplateAndOverrides><lifecycle>${marketOf(form)}</lifecycle><errorCode>${fault.code}</errorCode><errorMessage>${fault.code} injected by the local stack</errorMessage></item></errorSet>`;
}
